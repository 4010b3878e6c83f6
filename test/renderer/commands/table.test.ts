/** The one command table, and what its keys ask of the lab. */
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, test } from 'vitest';
import type { LabChannel, LabEvent, LabMethod } from '../../../core/contract/lab-api.ts';
import type { Command } from '../../../renderer/commands/command.ts';
import { commandOf } from '../../../renderer/commands/listener.ts';
import { memberCommands } from '../../../renderer/commands/member-commands.ts';
import { networkCommands } from '../../../renderer/commands/network-commands.ts';
import { nodeCommands } from '../../../renderer/commands/node-commands.ts';
import { timelineCommands } from '../../../renderer/commands/timeline-commands.ts';
import { traceCommands } from '../../../renderer/commands/trace-commands.ts';
import { viewCommands } from '../../../renderer/commands/view-commands.ts';
import { useExport } from '../../../renderer/panels/export/store.ts';
import { useFaults } from '../../../renderer/panels/faults/store.ts';
import { useMembers } from '../../../renderer/panels/members/store.ts';
import { useRules } from '../../../renderer/panels/rules/store.ts';
import { useTimeline } from '../../../renderer/panels/timeline/store.ts';
import { useLab } from '../../../renderer/stores/lab.ts';
import { usePlayhead } from '../../../renderer/stores/playhead.ts';
import { HandTrace } from '../timeline/trace.ts';

const description = {
  name: 'test',
  folder: '/nowhere',
  run: 'r1',
  nodes: [],
  seed: 1,
  heartbeatMs: 50,
  rules: {},
  electionTimeoutMs: 150,
  notices: [],
};

/** The far end of the contract, which remembers what it was asked. */
class Recorder {
  readonly calls: [LabMethod, unknown][] = [];
  private listener: (event: LabEvent) => void = () => {};

  readonly channel: LabChannel = {
    call: (method, params) => {
      this.calls.push([method, params]);
      return Promise.resolve({ ok: false, error: { code: 'internal', message: 'nothing is behind this channel' } });
    },
    onEvents: (listener) => {
      this.listener = listener;
      return () => {};
    },
    onStatus: (listener) => {
      listener('connected');
      return () => {};
    },
  };

  /** Announces a run, lets the page's first questions about it come back refused, and tells the trace. */
  async run(trace: HandTrace): Promise<void> {
    this.listener({ kind: 'cluster', cluster: description });
    await new Promise((done) => setImmediate(done));
    this.listener({ kind: 'trace', events: trace.events });
    this.calls.length = 0;
  }
}

let recorder: Recorder;
let commands: Command[];

beforeEach(() => {
  setActivePinia(createPinia());
  const lab = useLab();
  recorder = new Recorder();
  lab.connect(recorder.channel);
  const page = {
    screen: 'lab' as const,
    sidePanel: 'log' as const,
    followTail: true,
    keysOpen: false,
    toggleTheme: () => {},
  };
  commands = [
    ...nodeCommands(lab),
    ...memberCommands(lab, useMembers(), useRules()),
    ...networkCommands(lab, useFaults()),
    ...timelineCommands(lab, useTimeline(), usePlayhead()),
    ...traceCommands(lab, useExport(), { choose: () => {} }, { screen: 'lab' }),
    ...viewCommands(
      page,
      () => {},
      () => {},
    ),
  ];
});

function press(key: string, plainAllowed = true, shiftKey = false): void {
  const pressed = { key, code: '', ctrlKey: false, metaKey: false, shiftKey, altKey: false };
  const command = commandOf(commands, pressed, plainAllowed);
  if (command && command.when() === null) command.run();
}

describe('the command table', () => {
  test('has every id once and every key once', () => {
    const ids = commands.map(({ id }) => id);
    const keys = commands.flatMap((command) => command.keys);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('says why a command cannot run, as a sentence', () => {
    const reasons = commands.map((command) => command.when()).filter((reason) => reason !== null);
    expect(reasons.length).toBeGreaterThan(5);
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z].*\.$/);
  });

  test('2.1.4 letters mean nothing where the listener does not allow them', async () => {
    await recorder.run(
      new HandTrace().state(10, 'S1', { currentTerm: 1, role: 'leader' }).lifecycle(11, 'S1', 'node.start'),
    );
    useLab().selectedNodes = ['S1'];
    press('k', false);
    expect(recorder.calls).toEqual([]);
  });
});

describe('keys on nodes', () => {
  test('L selects the leader; K crashes it, and restarts it once it is down', async () => {
    const trace = new HandTrace().lifecycle(10, 'S1', 'node.start').lifecycle(10, 'S2', 'node.start');
    await recorder.run(trace.state(20, 'S2', { currentTerm: 1, role: 'leader' }));
    press('l');
    expect(useLab().selectedNodes).toEqual(['S2']);
    press('k');
    expect(recorder.calls).toEqual([['node.crash', { node: 'S2' }]]);
  });

  test('H undoes every fault: links, pauses and crashes', async () => {
    const trace = new HandTrace().lifecycle(10, 'S1', 'node.start').lifecycle(10, 'S2', 'node.start');
    trace.fault(20, 'fault.link', ['S1>S2']).lifecycle(21, 'S1', 'node.pause').lifecycle(22, 'S2', 'node.crash');
    await recorder.run(trace);
    press('h');
    expect(recorder.calls).toEqual([
      ['network.heal', {}],
      ['node.resume', { node: 'S1' }],
      ['node.restart', { node: 'S2' }],
    ]);
  });

  test('3.10 Shift+L hands the lead over to the one selected node, and Shift+A adds a node', async () => {
    const trace = new HandTrace().lifecycle(10, 'S1', 'node.start').lifecycle(10, 'S2', 'node.start');
    await recorder.run(trace.state(20, 'S2', { currentTerm: 1, role: 'leader' }));
    useLab().selectedNodes = ['S2'];
    expect(commands.find(({ id }) => id === 'member.transfer')?.when()).toBe('S2 leads already.');
    press('A', true, true);
    expect(recorder.calls).toEqual([['member.add', { as: 'voter' }]]);
  });

  test('a fault is removed by its own way back', async () => {
    const trace = new HandTrace().lifecycle(10, 'S1', 'node.start').lifecycle(10, 'S2', 'node.start');
    trace.fault(20, 'fault.link', ['S1>S2']).lifecycle(22, 'S2', 'node.crash');
    await recorder.run(trace);
    const faults = useFaults();
    expect(faults.active.map(({ title }) => title)).toEqual(['S1 → S2 cut', 'S2 crashed']);
    for (const fault of faults.active) faults.remove(fault);
    expect(recorder.calls).toEqual([
      ['link.heal', { from: 'S1', to: 'S2' }],
      ['node.restart', { node: 'S2' }],
    ]);
  });
});
