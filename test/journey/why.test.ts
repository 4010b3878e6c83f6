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

/** Selects the node, asks, and picks the question. */
async function askOf(node: string, question: RegExp): Promise<void> {
  await select(node);
  await user.page.getByRole('button', { name: `Why? About ${node}` }).click();
  const button = panel().getByRole('button', { name: question });
  await panel().locator('h3').waitFor();
  if ((await button.count()) > 0) await button.first().click();
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
    await page.getByRole('button', { name: 'Real time' }).click();
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
    const question = new RegExp(`Why did ${voter} give or refuse ${candidate} its vote`);
    await expect
      .poll(async () => {
        await user.page
          .getByRole('button', { name: `Why? About ${voter}` })
          .or(user.page.locator('.none'))
          .count();
        await select(voter);
        await user.page.getByRole('button', { name: `Why? About ${voter}` }).click();
        return panel().getByRole('button', { name: question }).count();
      }, patience)
      .toBe(1);
    await panel().getByRole('button', { name: question }).click();
    await expect.poll(verdict, patience).toMatch(/would not vote for|that it would not vote|hears from a leader/);
    expect(await rule()).toBe('thesis 4.2.3');
    expect(await causes('last heard').count()).toBe(1);
    await photograph('vote');
  });
});
