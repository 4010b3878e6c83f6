/** The preload shows the page two functions and nothing of Electron, from the source and as built for the sandbox. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { LabBridge } from '../../renderer/channel/bridge.ts';
import { built } from './built.ts';

interface Seen {
  readonly exposed: Map<string, unknown>;
  readonly invoked: unknown[][];
}
const electron = vi.hoisted((): Seen => ({ exposed: new Map(), invoked: [] }));

class FakeIpcRenderer extends EventEmitter {
  async invoke(...words: unknown[]): Promise<unknown> {
    electron.invoked.push(words);
    return { ok: true, value: null };
  }
}
const ipcRenderer = new FakeIpcRenderer();
const contextBridge = { exposeInMainWorld: (name: string, api: unknown) => void electron.exposed.set(name, api) };

vi.mock('electron', () => ({ contextBridge, ipcRenderer }));

const loaders = {
  source: async () => void (await import('../../electron/preload.ts')),
  build: async () => runBuilt(),
};

/** As Electron's sandbox runs it: a `require` that knows only electron, and no Node around it. */
function runBuilt(): void {
  const require = (name: string): unknown => {
    if (name !== 'electron') throw new Error(`the sandbox has no ${name}`);
    return { contextBridge, ipcRenderer };
  };
  runInNewContext(readFileSync(built('preload/preload.cjs'), 'utf8'), {
    require,
    module: { exports: {} },
    exports: {},
  });
}

beforeEach(() => {
  electron.exposed.clear();
  electron.invoked.length = 0;
  ipcRenderer.removeAllListeners();
  vi.resetModules();
});

describe.each(['source', 'build'] as const)('the preload (%s)', (kind) => {
  async function load(): Promise<LabBridge> {
    await loaders[kind]();
    const lab = electron.exposed.get('lab');
    if (!isBridge(lab)) throw new Error('window.lab is no bridge');
    return lab;
  }

  test('exposes exactly call and subscribe', async () => {
    const lab = await load();
    expect([...electron.exposed.keys()]).toEqual(['lab']);
    expect(Object.entries(lab).map(([name, value]) => [name, typeof value])).toEqual([
      ['call', 'function'],
      ['subscribe', 'function'],
    ]);
  });

  test('hands a call on under one fixed name', async () => {
    const lab = await load();
    expect(await lab.call('node.crash', { node: 'S1' })).toEqual({ ok: true, value: null });
    expect(electron.invoked).toEqual([['lab:call', 'node.crash', { node: 'S1' }]]);
  });

  test('gives listeners the event alone, and none after they left', async () => {
    const lab = await load();
    const received: unknown[][] = [];
    const leave = lab.subscribe((...words: unknown[]) => received.push(words));
    const event = { kind: 'cluster', cluster: null };
    ipcRenderer.emit('lab:event', { sender: ipcRenderer }, event);
    leave();
    ipcRenderer.emit('lab:event', { sender: ipcRenderer }, event);
    expect(received).toEqual([[event]]);
    expect(ipcRenderer.listenerCount('lab:event')).toBe(0);
  });
});

function isBridge(value: unknown): value is LabBridge {
  return typeof value === 'object' && value !== null && 'call' in value && 'subscribe' in value;
}
