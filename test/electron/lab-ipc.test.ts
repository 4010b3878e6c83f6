/** Events go to the window in few messages; a shipped app starts with no debugging port. */
import { EventEmitter } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import type { LabEvent } from '../../core/contract/lab-api.ts';
import { carryEvents } from '../../electron/lab-ipc.ts';
import { isDebugged } from '../../electron/lockdown.ts';
import { smallLab } from '../hosts/small-lab.ts';

class Contents extends EventEmitter {
  readonly sent: LabEvent[] = [];
  destroyed = false;
  isDestroyed(): boolean {
    return this.destroyed;
  }
  send(channel: string, event: LabEvent): void {
    expect(channel).toBe('lab:event');
    this.sent.push(event);
  }
}

describe('events', () => {
  test('of a busy cluster leave thirty times a second at most', () => {
    vi.useFakeTimers();
    const [contents, lab] = [new Contents(), smallLab()];
    carryEvents(contents, lab.onEvents);
    for (let millisecond = 0; millisecond < 1000; millisecond += 1) {
      lab.emit({ kind: 'trace', events: [] });
      vi.advanceTimersByTime(1);
    }
    expect(contents.sent.length).toBeGreaterThan(20);
    expect(contents.sent.length).toBeLessThanOrEqual(31);
    vi.useRealTimers();
  });

  test('do not reach a window that is gone, and its subscription ends', () => {
    const [contents, lab] = [new Contents(), smallLab()];
    carryEvents(contents, lab.onEvents);
    contents.destroyed = true;
    lab.emit({ kind: 'cluster', cluster: null });
    expect(contents.sent).toEqual([]);
    contents.emit('destroyed');
    expect(lab.listeners()).toBe(0);
  });
});

describe('a debugging port', () => {
  test.each([
    { isPackaged: true, name: 'remote-debugging-port', refused: true },
    { isPackaged: true, name: 'inspect', refused: true },
    { isPackaged: true, name: 'disable-gpu', refused: false },
    { isPackaged: false, name: 'remote-debugging-port', refused: false },
  ])('$name, packaged: $isPackaged → refused: $refused', ({ isPackaged, name, refused }) => {
    const commandLine = { hasSwitch: (asked: string) => asked === name };
    expect(isDebugged({ isPackaged, commandLine })).toBe(refused);
  });
});
