/**
 * Takes the pictures of docs/: drives a real cluster into a telling moment – five terms, a stale leader cut off with one
 * follower, a second leader, a client that waits – and photographs the Lab screen in both themes and two sizes.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { io } from 'socket.io-client';
import { buildIfNewer } from './build-if-newer.mjs';
import { root, say } from './toolbox.mjs';

const sizes = [
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
];
const LIMIT_MS = 60_000;
let writes = 0;

if ((await buildIfNewer()) !== 0) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), 'raftarium-pictures-'));
const host = spawn(
  process.execPath,
  [join(root, 'out/main/cli.js'), 'serve', '--no-open', '--json', '--data', folder],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
try {
  const url = await firstUrl();
  const lab = await openLab(url);
  const browser = await openBrowser();
  const leader = await scene(lab);
  await photograph(await openPage(browser, url), lab, leader);
  await browser.close();
  lab.close();
} finally {
  host.kill('SIGINT');
  await new Promise((ended) => host.once('exit', ended));
  rmSync(folder, { recursive: true, force: true });
}

async function firstUrl() {
  for await (const line of createInterface(host.stdout)) return JSON.parse(line).url;
  throw new Error('The lab ended before it said where it is.');
}

/** The lab's contract over the same socket that the page uses. */
async function openLab(url) {
  const { origin, hash } = new URL(url);
  const token = new URLSearchParams(hash.slice(1)).get('token');
  const socket = io(origin, { auth: { token }, transports: ['websocket'], extraHeaders: { origin } });
  await new Promise((connected, refused) => socket.once('connect', connected).once('connect_error', refused));
  async function call(method, params = {}) {
    const reply = await socket.emitWithAck('call', method, params);
    if (!reply.ok) throw new Error(`${method}: ${reply.error.message}`);
    return reply.value;
  }
  return { call, close: () => socket.close() };
}

/** Three quiet terms in real time, then a partition at the pace of a classroom. */
async function scene(lab) {
  // With CheckQuorum (thesis 6.2) the leader that is cut off would stand back before its picture is taken.
  await lab.call('cluster.create', { nodes: 5, pace: 'real', seed: 4217, rules: { checkQuorum: false } });
  await term(lab, 'S2', ['put x 1', 'put y 1', 'put x 2']);
  await term(lab, 'S4', ['put z 1', 'put x 3']);
  await term(lab, 'S1', ['put y 3', 'append x 4', 'cas y 3 5']);
  await lab.call('clock.pace', { mode: 'classroom' });
  await pass(3000);
  await lab.call('network.partition', {
    groups: [
      ['S1', 'S2'],
      ['S3', 'S4', 'S5'],
    ],
  });
  ask(lab, 'c2', 'put y 4', 'S1');
  ask(lab, 'c3', 'put z 9', 'S1');
  const leader = await leaderAmong(lab, ['S3', 'S4', 'S5']);
  await lab.call('client.submit', { client: 'c1', operation: 'put x 6', target: leader });
  await lab.call('client.submit', { client: 'c1', operation: 'get x' });
  return leader;
}

/** One more term, led by `node`, and what a client writes in it. */
async function term(lab, node, operations) {
  await makeLeader(lab, node);
  for (const operation of operations) await lab.call('client.submit', { client: 'c1', operation, target: node });
  await pass(900);
}

/** Handed over (thesis 3.10): with Pre-Vote nobody wins an election while a leader is alive. */
async function makeLeader(lab, node) {
  const leader = await leaderAmong(lab, ['S1', 'S2', 'S3', 'S4', 'S5']);
  if (leader !== node) await lab.call('leader.transfer', { to: node });
}

async function leaderAmong(lab, names) {
  const limit = Date.now() + LIMIT_MS;
  while (Date.now() < limit) {
    const nodes = await lab.call('cluster.inspect');
    const leader = nodes.find(({ id, state }) => names.includes(id) && state.role === 'leader');
    if (leader) return leader.id;
    await pass(100);
  }
  throw new Error(`None of ${names.join(', ')} became the leader.`);
}

/** Asks and does not wait for the answer, which may never come. */
function ask(lab, client, operation, target) {
  lab.call('client.submit', { client, operation, ...(target && { target }) }).catch(() => {});
}

function openBrowser() {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
}

async function openPage(browser, url) {
  const page = await browser.newPage({ viewport: sizes[0], colorScheme: 'dark' });
  page.on('console', (message) => say(`The page says: ${message.text()}`));
  await page.goto(url);
  await page.getByRole('button', { name: / Leader$/ }).waitFor();
  await page.keyboard.press('l');
  await page.locator('.toast').waitFor({ state: 'detached', timeout: LIMIT_MS });
  return page;
}

async function photograph(page, lab, leader) {
  for (const size of sizes) {
    for (const colorScheme of ['dark', 'light']) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await somethingUnderWay(page, lab, leader);
      const path = join(root, `docs/lab-${colorScheme}-${size.width}.png`);
      await page.screenshot({ path });
      say(`Wrote ${path}`);
    }
  }
}

/** A fresh write, selected, up to the moment when the leader has it and the others do not yet. */
async function somethingUnderWay(page, lab, leader) {
  await page.getByLabel('Command of c1').fill(`put x ${8 + writes}`);
  ask(lab, 'c1', `put x ${7 + writes}`);
  writes += 1;
  // Choosing an entry that is not the last one lets go of the tail, and the new one would come out of sight.
  const follow = page.getByRole('button', { name: /Follow tail/ });
  if ((await follow.getAttribute('aria-pressed')) !== 'true') await follow.click();
  await page.locator(`td.uncommitted[data-node="${leader}"]`).last().click({ timeout: LIMIT_MS });
  await pass(250);
}

function pass(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
