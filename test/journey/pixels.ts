/** How much two pictures of the page differ. */
import type { Page } from 'playwright-core';

/** Of a colour's 255: less is how letters are smoothed. */
const VISIBLE = 64;

/** The share of pixels, 0 to 1, that are visibly different; compared in the page, which can read PNG. */
export function differenceOf(page: Page, one: Buffer, other: Buffer): Promise<number> {
  const addresses = [one, other].map((picture) => `data:image/png;base64,${picture.toString('base64')}`);
  return page.evaluate(
    async ([first = '', second = '', visible]) => {
      async function pixelsOf(address: string): Promise<Uint8ClampedArray> {
        const image = new Image();
        image.src = address;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context?.drawImage(image, 0, 0);
        return context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
      }
      const [before, after] = [await pixelsOf(first), await pixelsOf(second)];
      if (before.length !== after.length || before.length === 0) return 1;
      let different = 0;
      for (let place = 0; place < before.length; place += 4) {
        const far = [0, 1, 2].some(
          (colour) => Math.abs((before[place + colour] ?? 0) - (after[place + colour] ?? 0)) > Number(visible),
        );
        if (far) different += 1;
      }
      return different / (before.length / 4);
    },
    [...addresses, String(VISIBLE)],
  );
}
