/** The built lab in a real Chromium as a user has it: its own process, its own folder, and a record of every complaint. */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { launchChromium } from '../browser.ts';
import { type Running, start, temporaryFolder } from '../cli/program.ts';
import { built } from '../electron/built.ts';

/** Far more than anything takes, on a machine that has much else to do. */
export const patience = { timeout: 20_000, interval: 50 };

export interface OpenLab {
  readonly browser: Browser;
  /** Where the clusters are stored. */
  readonly data: string;
  readonly url: string;
  close(): Promise<void>;
}

export async function openLab(...args: string[]): Promise<OpenLab> {
  built('renderer/index.html');
  const data = temporaryFolder();
  const host = start('serve', '--no-open', '--json', '--data', data, ...args);
  const { url }: { url: string } = JSON.parse(await host.firstLine());
  const browser = await launchChromium();
  return { browser, data, url, close: () => close(browser, host) };
}

async function close(browser: Browser, host: Running): Promise<void> {
  await browser.close();
  host.child.kill('SIGINT');
  expect(await host.ended).toMatchObject({ code: 0, said: '' });
}

/** A page of the lab with what a test reads from it. */
export class LabPage {
  /** Warnings and errors of the console, uncaught errors, and requests that failed. */
  readonly complaints: string[] = [];
  readonly page: Page;
  /** The newest operation when the last one was sent: it is not the one whose answer is awaited. */
  #before: string | null = null;

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(patience.timeout);
    page.on('console', (message) => {
      if (['warning', 'error'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error.stack)));
    page.on('requestfailed', (request) => this.complaints.push(`${request.url()} ${request.failure()?.errorText}`));
    page.on('response', (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.url()} ${response.status()}`);
    });
  }

  static async open(lab: OpenLab, options: BrowserContextOptions = {}): Promise<LabPage> {
    const page = await lab.browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
    const opened = new LabPage(page);
    await page.goto(lab.url);
    return opened;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** As a client: the prompt by its key, a command, and the focus back to the panels. */
  async send(operation: string): Promise<void> {
    this.#before = (await this.#newest()).id;
    await this.press('c', 'ControlOrMeta+a');
    await this.page.keyboard.type(operation);
    await this.press('Enter', 'F6');
  }

  /** The answer beside the newest operation; null while the one that was sent is not listed yet. */
  async answer(): Promise<string | null> {
    const { id, result } = await this.#newest();
    return id === this.#before ? null : result;
  }

  #newest(): Promise<{ id: string | null; result: string | null }> {
    return this.page.evaluate(() => {
      const newest = document.querySelector('.ops li');
      const id = newest?.getAttribute('data-operation') ?? null;
      return { id, result: newest?.querySelector('.result')?.textContent ?? null };
    });
  }

  /** A node of the ring by what it is: `Leader`, `Stale leader`, `Follower` … */
  nodes(word: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^S\\d T\\d+ ${word}$`) });
  }

  /** Waits for one leader that is none of `others`, and answers its name. */
  async leader(...others: string[]): Promise<string> {
    const name = async (): Promise<string | null> => {
      const found = await this.nodes('Leader').all();
      const names = await Promise.all(found.map((node) => node.getAttribute('data-node')));
      return names.find((candidate) => candidate !== null && !others.includes(candidate)) ?? null;
    };
    await expect.poll(name, patience).not.toBeNull();
    return (await name()) ?? this.leader(...others);
  }

  /** What the ring says of a node: `S3 T5 Leader`. */
  async word(node: string): Promise<string> {
    return (await this.page.locator(`.ring [data-node="${node}"]`).getAttribute('aria-label')) ?? '';
  }

  /** The nodes whose log has the entry as committed, as the matrix shows it. */
  async committedOn(operation: string): Promise<string[]> {
    const cells = await this.page.locator(`td[title$=", ${operation}, committed"]`).all();
    const names = await Promise.all(cells.map((cell) => cell.getAttribute('data-node')));
    return [...new Set(names.filter((name) => name !== null))].sort();
  }

  /** The length of the recorded trace, from the status bar. */
  async events(): Promise<number> {
    const text = await this.page.getByText(/^Trace [\d,]+ events$/).textContent();
    return Number(text?.replaceAll(/\D/g, ''));
  }
}
