/** The real window, where an Electron binary and a display are there. Elsewhere this is skipped, and says so loudly. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { electronBinary, whyNoWindow } from '../../scripts/electron-binary.mjs';
import { built } from './built.ts';

const binary = electronBinary();
const obstacle = binary === null ? 'there is no Electron binary on this machine' : whyNoWindow();
const required = process.env['LAB_REQUIRE_ELECTRON'] === '1';

describe('the real window', () => {
  test('shows the page over the bridge', async (context) => {
    if (obstacle !== null && !required) {
      console.warn(`SKIPPED: the real Electron window was NOT tested: ${obstacle}.`);
      context.skip(obstacle);
    }
    expect(obstacle).toBeNull();
    built('main/main.js');
    const userData = mkdtempSync(join(tmpdir(), 'raftarium-window-'));
    const args = [join(import.meta.dirname, '../..'), `--user-data-dir=${userData}`];
    const electron = await _electron.launch({ executablePath: binary ?? '', args });
    const page = await electron.firstWindow();
    await expect.poll(() => page.title()).toContain('Raftarium');
    expect(await page.evaluate(() => Object.keys(Reflect.get(globalThis, 'lab')).sort())).toEqual([
      'call',
      'subscribe',
    ]);
    expect(await page.evaluate(() => typeof Reflect.get(globalThis, 'require'))).toBe('undefined');
    await electron.close();
  });
});
