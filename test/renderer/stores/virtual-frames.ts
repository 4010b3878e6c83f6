/** Frames in virtual time: each is drawn when the test says so, and costs what it says. */
import type { Frames } from '../../../renderer/parts/frames.ts';

export class VirtualFrames implements Frames {
  #now = 0;
  #asked: (() => void)[] = [];
  #painted: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  request(callback: () => void): number {
    this.#asked.push(callback);
    return 1;
  }

  cancel(): void {
    this.#asked = [];
  }

  afterPaint(callback: () => void): void {
    this.#painted.push(callback);
  }

  /** True while somebody waits for the next frame. */
  get isAsked(): boolean {
    return this.#asked.length > 0;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** `cost` in milliseconds. */
  draw(cost: number): void {
    for (const callback of this.#asked.splice(0)) callback();
    this.#now += cost;
    for (const callback of this.#painted.splice(0)) callback();
  }
}
