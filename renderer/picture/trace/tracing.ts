/** What the tracing of one panel has to know and to count. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of its corners. */
  readonly radius: number;
}

export class Tracing {
  readonly #left: number;
  readonly #top: number;
  readonly #prefix: string;
  #ids = 0;

  /** The point of the page that becomes 0, 0; `prefix` keeps ids of several pictures in one document apart. */
  constructor(left: number, top: number, prefix: string) {
    this.#left = left;
    this.#top = top;
    this.#prefix = prefix;
  }

  readonly id = (): string => {
    this.#ids += 1;
    return `${this.#prefix}-${this.#ids}`;
  };

  boxOf(rect: DOMRect, radius = 0): Box {
    return { x: rect.left - this.#left, y: rect.top - this.#top, width: rect.width, height: rect.height, radius };
  }
}
