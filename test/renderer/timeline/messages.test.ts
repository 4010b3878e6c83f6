/** The table of messages: classes, ends, losses and the search for those in view. */
import { expect, test } from 'vitest';
import { classOf, LOST, MessageTable, REPEATED } from '../../../renderer/panels/timeline/model/messages.ts';
import { HandTrace } from './trace.ts';

function tableOf(trace: HandTrace): MessageTable {
  const table = new MessageTable();
  trace.events.forEach((event, position) => {
    if ('msg' in event) table.absorb(event, position, (address) => Number(address.slice(1)));
  });
  return table;
}

const append = { kind: 'appendEntries', from: 'S1', to: 'S2', entryCount: 1 } as const;

test('5.2 an AppendEntries without entries is a heartbeat, and so is the answer that confirms nothing new', () => {
  const base = { id: 'm', from: 'S1', to: 'S2', term: 1 };
  expect(classOf({ ...base, kind: 'appendEntries', entryCount: 0 })).toBe('heartbeat');
  expect(classOf({ ...base, kind: 'appendEntries', entryCount: 2 })).toBe('append');
  const reply = { ...base, kind: 'appendEntriesReply', prevLogIndex: 4 } as const;
  expect(classOf({ ...reply, success: true, matchIndex: 4 })).toBe('heartbeat');
  expect(classOf({ ...reply, success: true, matchIndex: 5 })).toBe('append');
  expect(classOf({ ...reply, success: false, matchIndex: 0 })).toBe('append');
});

test('a message runs from its sending to its receipt, a lost one to its loss', () => {
  const table = tableOf(
    new HandTrace().send(10, 'a', append).send(12, 'b', append).end(20, 'b', 'msg.drop').end(30, 'a', 'msg.recv'),
  );
  expect([table.sentAt.at(0), table.endedAt.at(0), table.flags.at(0)]).toEqual([10, 30, 0]);
  expect([table.sentAt.at(1), table.endedAt.at(1), table.flags.at(1)]).toEqual([12, 20, LOST]);
  expect([table.sendEvent.at(1), table.endEvent.at(1)]).toEqual([1, 2]);
});

test('a message that a link doubles arrives twice', () => {
  const table = tableOf(
    new HandTrace()
      .send(10, 'a', append)
      .end(15, 'a', 'msg.duplicate')
      .end(20, 'a', 'msg.recv')
      .end(25, 'a', 'msg.recv'),
  );
  expect([table.endedAt.at(0), table.endedAt.at(1)]).toEqual([20, 25]);
  expect(table.flags.at(1)).toBe(REPEATED);
});

test('the rows of a window are those that a look at every row finds, the ones under way included', () => {
  const trace = new HandTrace();
  for (let number = 0; number < 5000; number++) {
    trace.send(number * 10, `m${number}`, append);
    if (number % 1000 !== 3) trace.end(number * 10 + 5 + (number % 50), `m${number}`, 'msg.recv');
  }
  const table = tableOf(trace);
  for (const [from, to] of [
    [0, 100],
    [20_000, 20_400],
    [49_000, 60_000],
  ] as const) {
    const expected: number[] = [];
    for (let row = 0; row < table.length; row++) {
      if (table.sentAt.at(row) < to && table.endedAt.at(row) >= from) expected.push(row);
    }
    expect([...table.rowsWithin(from, to)].sort((one, other) => one - other)).toEqual(expected);
  }
});
