/** How the lab looks at three sizes of the window, and to people who asked for less motion or their own colours. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { LabPage, type OpenLab, openLab, patience } from './lab-page.ts';
import { misplaced } from './layout.ts';

const LIMIT_MS = 60_000;

let lab: OpenLab;

beforeAll(async () => {
  lab = await openLab('--nodes', '5');
}, LIMIT_MS);
afterAll(() => lab?.close(), LIMIT_MS);

/** A cluster with something in every panel: entries, answers, a leader that is cut off, and one that leads. */
async function troubled(user: LabPage): Promise<void> {
  await user.leader();
  await user.send('put planet "a longer value than a cell can show"');
  await expect.poll(() => user.answer(), patience).toBe('ok');
  // With CheckQuorum, a leader that is cut off would not stay a stale one (thesis 6.2).
  await user.press('r');
  await user.page.getByRole('group', { name: 'CheckQuorum' }).getByRole('button', { name: 'Off' }).click();
  await user.press('Escape');
  await user.page.getByRole('dialog').waitFor({ state: 'detached' });
  await user.press('l', 'i');
  await user.nodes('Stale leader').waitFor();
  await user.nodes('Leader').waitFor();
}

async function healed(user: LabPage): Promise<void> {
  await user.press('h');
  await expect.poll(() => user.nodes('Follower').count(), patience).toBe(4);
}

const sizes = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
  { width: 1024, height: 700 },
];

/** Two frames after each change of size, the panels have drawn themselves anew. */
async function everySize(user: LabPage, look: (size: string) => Promise<void>): Promise<void> {
  for (const size of sizes) {
    await user.page.setViewportSize(size);
    await user.page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(null)))),
    );
    await look(`${size.width} × ${size.height}`);
  }
}

describe('the Lab screen', { timeout: LIMIT_MS }, () => {
  test('has everything in its place at three sizes of the window', async () => {
    const user = await LabPage.open(lab);
    await user.leader();
    await everySize(user, async () => expect(await misplaced(user.page)).toEqual([]));
    await troubled(user);
    for (const screen of [2, 3, 4, 1]) {
      await user.press(`ControlOrMeta+${screen}`);
      await everySize(user, async (size) => {
        expect([screen, size, ...(await misplaced(user.page))]).toEqual([screen, size]);
      });
    }
    await healed(user);
    await user.press('Space');
    await user.page.getByRole('button', { name: 'Next', exact: true }).waitFor();
    await everySize(user, async () => expect(await misplaced(user.page)).toEqual([]));
    await user.press('Space');
    expect(user.complaints).toEqual([]);
    await user.page.close();
  });

  test.each([{ reducedMotion: 'reduce' }, { forcedColors: 'active' }] as const)(
    'is there for all: %o',
    async (wish) => {
      const user = await LabPage.open(lab, wish);
      await user.leader();
      expect(await violations(user.page)).toEqual([]);
      expect(user.complaints).toEqual([]);
      await user.page.close();
    },
  );
});

describe('the judge', { timeout: LIMIT_MS }, () => {
  test('sees a word on another, a panel out of the window, a button too narrow and one without a name', async () => {
    const user = await LabPage.open(lab);
    await user.leader();
    await user.page.evaluate(() => {
      const styles = new CSSStyleSheet();
      styles.replaceSync(
        '.ph h2 { margin-right: -90px } .btn { width: 12px } section[aria-label] { transform: translateY(60px) }',
      );
      document.adoptedStyleSheets.push(styles);
    });
    const found = (await misplaced(user.page)).join('\n');
    expect(found).toMatch(/Cluster stands on 5 nodes/);
    expect(found).toMatch(/too wide for its place: BUTTON btn .*Send/);
    expect(found).toMatch(/beyond the window: Timeline/);
    expect(found).toMatch(/What is going on stands on Cluster/);
    await user.page.evaluate(() => document.querySelector('main')?.append(document.createElement('button')));
    expect(await violations(user.page)).toEqual(['button-name at main > button']);
    await user.page.close();
  });
});
