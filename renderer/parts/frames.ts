/** The frames that the browser draws, one after another. */
export interface Frames {
  /** Milliseconds. */
  now(): number;
  /** Calls back before the next frame is drawn; answers what `cancel` takes, never 0. */
  request(callback: () => void): number;
  cancel(request: number): void;
  /** Asked within a frame's callback, calls back when that frame is laid out and painted. */
  afterPaint(callback: () => void): void;
}

export function browserFrames(): Frames {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  // A task that was asked for before the frame is drawn comes after it.
  port1.onmessage = () => waiting.shift()?.();
  return {
    now: () => performance.now(),
    request: (callback) => requestAnimationFrame(callback),
    cancel: (request) => cancelAnimationFrame(request),
    afterPaint(callback) {
      waiting.push(callback);
      port2.postMessage(null);
    },
  };
}
