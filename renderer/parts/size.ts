/** An element's size in pixels, kept current, and the scale that the root font size sets. */
import { onBeforeUnmount, type Ref, ref, watch } from 'vue';

/** Lengths of drawings are given for this root font size. */
export const DESIGN_FONT_SIZE = 13;

export function useSize(element: Readonly<Ref<Element | null>>) {
  const width = ref(0);
  const height = ref(0);
  const scale = ref(1);
  const observer = new ResizeObserver(([entry]) => {
    if (entry === undefined) return;
    width.value = entry.contentRect.width;
    height.value = entry.contentRect.height;
    scale.value = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / DESIGN_FONT_SIZE;
  });
  watch(
    element,
    (present) => {
      observer.disconnect();
      if (present !== null) observer.observe(present);
    },
    { flush: 'post' },
  );
  onBeforeUnmount(() => observer.disconnect());
  return { width, height, scale };
}
