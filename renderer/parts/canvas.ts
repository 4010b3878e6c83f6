/** A canvas that is drawn at most once per frame, only when something changed, and never while nobody can see it. */
import { onBeforeUnmount, onMounted, type Ref } from 'vue';

export interface CanvasSize {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * `draw` gets a context scaled to CSS pixels; it answers in how many milliseconds it wants to be called again although
 * nothing changed (for pictures that move by themselves), or null for never.
 */
export function useCanvas(
  canvas: Readonly<Ref<HTMLCanvasElement | null>>,
  draw: (context: CanvasRenderingContext2D, size: CanvasSize) => number | null,
): {
  /** Marks the picture as outdated. */ readonly invalidate: () => void /** Draws it at once. */;
  readonly paint: () => void;
} {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let size: CanvasSize = { width: 0, height: 0 };
  let inView = true;
  const sizes = new ResizeObserver(([entry]) => {
    if (entry) resize(entry.contentRect.width, entry.contentRect.height);
  });
  const sight = new IntersectionObserver(([entry]) => {
    inView = entry?.isIntersecting ?? true;
    invalidate();
  });

  function resize(width: number, height: number): void {
    const element = canvas.value;
    if (!element) return;
    size = { width, height };
    const ratio = window.devicePixelRatio;
    element.width = Math.max(1, Math.round(width * ratio));
    element.height = Math.max(1, Math.round(height * ratio));
    // At once: a resized canvas is empty, and an empty frame flickers.
    paint();
  }

  function paint(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    const element = canvas.value;
    const context = element?.getContext('2d');
    if (!element || !context || !inView || document.hidden || size.width === 0) return;
    const ratio = element.width / size.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const again = draw(context, size);
    if (again !== null) timer = setTimeout(invalidate, again);
  }

  function invalidate(): void {
    if (frame === 0 && inView && !document.hidden) frame = requestAnimationFrame(paint);
  }

  onMounted(() => {
    if (!canvas.value) return;
    sizes.observe(canvas.value);
    sight.observe(canvas.value);
    document.addEventListener('visibilitychange', invalidate);
  });
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    sizes.disconnect();
    sight.disconnect();
    document.removeEventListener('visibilitychange', invalidate);
  });
  return { invalidate, paint };
}
