/** The timeline without its playhead, kept as pixels: over a long run, a move of the playhead then costs only their copy. */
import { drawTimeline } from './draw.ts';
import type { Scene } from './scene.ts';

export class KeptPicture {
  readonly #kept = document.createElement('canvas');
  #rows: readonly number[] | null = null;
  #now = Number.NaN;
  #isOutdated = true;

  /** More has changed than where the playhead stands. */
  outdate(): void {
    this.#isOutdated = true;
  }

  /** As `drawTimeline`, onto a context whose canvas has the scene's size. */
  draw(scene: Scene): readonly number[] | null {
    const { canvas } = scene.context;
    const isOfSize = canvas.width === this.#kept.width && canvas.height === this.#kept.height;
    if (this.#isOutdated || scene.now !== this.#now || !isOfSize) this.#repaint(scene);
    scene.context.save();
    scene.context.resetTransform();
    scene.context.clearRect(0, 0, canvas.width, canvas.height);
    scene.context.drawImage(this.#kept, 0, 0);
    scene.context.restore();
    return this.#rows;
  }

  #repaint(scene: Scene): void {
    const context = this.#kept.getContext('2d');
    if (context === null) throw new Error('The page gives no further canvas.');
    this.#kept.width = scene.context.canvas.width;
    this.#kept.height = scene.context.canvas.height;
    context.setTransform(scene.context.getTransform());
    this.#rows = drawTimeline({ ...scene, context });
    this.#now = scene.now;
    this.#isOutdated = false;
  }
}
