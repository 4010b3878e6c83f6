/**
 * The seven why-questions asked by hand of five real servers: each answer is read off the panel, with the rule and the
 * events that it names, and photographed into test-results/why. Each test goes on where the one before it stopped.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsInBothThemes } from './axe.ts';
import { LabPage, type OpenLab, openLab, patience } from './lab-page.ts';

const LIMIT_MS = 60_000;
const pictures = join(import.meta.dirname, '../../test-results/why');

let lab: OpenLab;
let user: LabPage;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  lab = await openLab();
  user = await LabPage.open(lab);
}, LIMIT_MS);
afterAll(() => lab?.close(), LIMIT_MS);

const panel = () => user.page.getByRole('region', { name: 'Why?' });
const verdict = () => panel().locator('.verdict').textContent();
const rule = () => panel().locator('.rule b').textContent();
const causes = (part: string) => panel().locator('.cause', { has: user.page.locator('.part', { hasText: part }) });

async function select(node: string): Promise<void> {
  const chosen = user.page.locator(`.ring [data-node="${node}"]`);
  if ((await chosen.getAttribute('aria-pressed')) !== 'true') await chosen.click();
}

/** Selects the node, asks until there is something to ask about, and picks the question. */
async function askOf(node: string, question: RegExp): Promise<void> {
  await select(node);
  const button = panel().getByRole('button', { name: question });
  await expect
    .poll(async () => {
      await user.page.getByRole('button', { name: `Why? About ${node}` }).click();
      return button.count();
    }, patience)
    .toBeGreaterThan(0);
  await button.first().click();
  await expect.poll(() => panel().locator('h3').textContent(), patience).toMatch(question);
}

async function photograph(name: string): Promise<void> {
  await user.page.screenshot({ path: join(pictures, `${name}.png`) });
}

async function follower(...not: string[]): Promise<string> {
  const all = await user.nodes('Follower').all();
  const names = await Promise.all(all.map((node) => node.getAttribute('data-node')));
  return names.find((name) => name !== null && !not.includes(name)) ?? '';
}

describe('why', { timeout: LIMIT_MS }, () => {
  test('five nodes start, and a command is committed', async () => {
    const { page } = user;
    await page.getByRole('button', { name: 'Classroom' }).click();
    await page.getByRole('button', { name: /^Start a 5-node cluster/ }).click();
    await user.leader();
    await user.send('put x 1');
    await expect.poll(() => user.answer(), patience).toBe('ok');
  });

  test('did S take the lead: by keyboard alone, and Escape closes the answer', async () => {
    const leader = await user.leader();
    await user.press('F6', 'l', 'y');
    await expect
      .poll(verdict, patience)
      .toMatch(new RegExp(`^${leader} became leader of term \\d+ with the votes of S`));
    expect(await rule()).toBe('§5.2');
    expect(await causes('counted').count()).toBeGreaterThanOrEqual(2);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await photograph('role');
    await user.press('Escape');
    await expect.poll(() => panel().count(), patience).toBe(0);
  });

  test('is entry N committed: since when, by which majority', async () => {
    const cell = user.page.locator('td[title$=", put x 1, committed"]').first();
    await cell.click();
    const index = await cell.getAttribute('data-index');
    await user.page.getByRole('button', { name: `Why? About entry ${index}` }).click();
    await expect
      .poll(verdict, patience)
      .toMatch(new RegExp(`^Entry ${index} of term \\d+ is committed: S\\d counted a majority`));
    expect(await rule()).toBe('§5.3');
    expect(await causes('committed').count()).toBe(1);
    await photograph('entry-committed');
  });

  test('can S not become leader', async () => {
    const leader = await user.leader();
    const node = await follower(leader);
    await askOf(node, /not become leader/);
    await expect.poll(verdict, patience).toMatch(new RegExp(`^${node} cannot become leader while there is one`));
    expect(await rule()).toBe('thesis 4.2.3');
    await photograph('lead');
  });

  test('did S refuse its vote', async () => {
    const leader = await user.leader();
    const candidate = await follower(leader);
    const voter = await follower(leader, candidate);
    await select(candidate);
    await user.page
      .getByRole('button', { name: /^Time out/ })
      .first()
      .click();
    await askOf(voter, /not become leader/);
    const question = panel().getByRole('button', { name: `Why did ${voter} give or refuse ${candidate} its vote?` });
    await question.click();
    await expect
      .poll(verdict, patience)
      .toMatch(new RegExp(`^${voter} said that it would not vote for ${candidate}: it hears`));
    expect(await rule()).toBe('thesis 4.2.3');
    expect(await causes('last heard').count()).toBe(1);
    await photograph('vote');
  });

  test('is nextIndex of S going back', async () => {
    const leader = await user.leader();
    const away = await follower(leader);
    await select(away);
    await user.press('k');
    await expect.poll(() => user.word(away), patience).toMatch(/Down$/);
    for (const value of [2, 3]) {
      await user.send(`put x ${value}`);
      await expect.poll(() => user.answer(), patience).toBe('ok');
    }
    // The next leader begins at the end of its own log, which the one that was away does not reach.
    await select(leader);
    await user.press('k');
    await expect.poll(() => user.word(leader), patience).toMatch(/Down$/);
    const next = await user.leader();
    for (const node of [leader, away]) {
      await select(node);
      await user.press('k');
      await expect.poll(() => user.word(node), patience).toMatch(/Follower$/);
    }
    // From now on the client knows the new leader.
    await user.send('put x 30');
    await expect.poll(() => user.answer(), patience).toBe('ok');
    await askOf(away, /take nextIndex of/);
    await expect.poll(verdict, patience).toMatch(new RegExp(`^${next} took nextIndex of ${away} back`));
    expect(await rule()).toBe('§5.3');
    expect(await causes('log checked').count()).toBe(1);
    expect(await causes('went back').count()).toBe(1);
    await photograph('next-index');
    await user.press('Escape');
  });

  test('was the command sent twice and applied once, and what of the first copy', async () => {
    const old = await user.leader();
    await select(old);
    await user.press('i');
    await user.send('put x 4');
    await expect.poll(() => user.answer(), patience).toBe('ok');
    await user.page
      .getByRole('button', { name: /^Why\? About put x 4/ })
      .first()
      .click();
    await expect.poll(verdict, patience).toMatch(/^Sent (twice|\d times), applied once\. In the log: entry/);
    expect(await verdict()).toContain('was executed');
    expect(await rule()).toBe('§8');
    expect(await causes('sent again').count()).toBeGreaterThanOrEqual(1);
    await photograph('operation');
    await askOf(old, /last change its role/);
    await expect.poll(verdict, patience).toMatch(/stepped down|asked whether/);
    await photograph('stepped-down');
    await user.press('h');
    await expect.poll(() => user.word(old), patience).toMatch(/Follower$/);
  });

  test('is entry N not committed: the messages are held', async () => {
    await user.leader();
    await user.press('Escape', 'F6', 'Space');
    await user.page.getByText('Held', { exact: true }).waitFor();
    await user.send('put y 1');
    const cell = user.page.locator('td[title$=", put y 1, not committed"]').first();
    await nextUntil(async () => (await cell.count()) > 0);
    await cell.click();
    await user.page.getByRole('button', { name: /^Why\? About entry/ }).click();
    await expect.poll(verdict, patience).toMatch(/is not committed: 1 of the 3 servers that it needs store it/);
    expect(await rule()).toBe('§5.3');
    expect(await causes('held').count()).toBeGreaterThanOrEqual(2);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await photograph('entry-not-committed');
    await user.press('Escape');
  });

  test('is this read waiting', async () => {
    await user.send('get x');
    // The write before it comes first: a client has one operation out at a time.
    await nextUntil(async () => ((await user.page.locator('.ops .command').first().textContent()) ?? '') === 'get x');
    await user.page
      .getByRole('button', { name: /^Why\? About get x/ })
      .first()
      .click();
    await nextUntil(async () => ((await verdict()) ?? '').includes('waits for a majority to answer heartbeats'));
    expect(await rule()).toBe('thesis 6.4');
    expect(await causes('waits').count()).toBe(1);
    await photograph('read');
  });

  test('a cause is a way back to its moment; the answer stays', async () => {
    const said = await verdict();
    await causes('waits').click();
    await expect.poll(() => panel().locator('.cause[aria-current="true"]').count(), patience).toBe(1);
    expect(await verdict()).toBe(said);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await photograph('back-at-a-cause');
    await user.page.getByRole('button', { name: 'Ask about the moment shown' }).click();
    await expect.poll(() => panel().locator('.cause[aria-current="true"]').count(), patience).toBe(0);
  });

  test('nothing complained on the way', () => {
    expect(user.complaints).toEqual([]);
  });
});

/** Presses N, the next message or moment, until it holds. */
async function nextUntil(holds: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await holds()) return;
    await user.press('n');
    await user.page.waitForTimeout(60);
  }
  throw new Error('It did not come about in 120 steps.');
}
