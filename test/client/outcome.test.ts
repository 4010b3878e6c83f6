/** §8: outcomes are honest: refused only when no server can have taken the command, unknown when one may have. */
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../core/client/account.ts';
import type { ClientRequest } from '../../core/node/client-messages.ts';
import { absent, follower, leader, type Server, silent, World } from './world.ts';

function outcomeOf(world: World, operation = 'put x 7'): Outcome | null {
  let outcome: Outcome | null = null;
  world.client().submit(operation, null, null, (answered) => {
    outcome = answered;
  });
  world.clock.advance(20_000);
  return outcome;
}

function firstRequest(world: World): ClientRequest {
  const [first] = world.requests;
  if (first === undefined) {
    throw new Error('the client asked nobody');
  }
  return first;
}

describe('outcomes', () => {
  test('refused, when every try was answered by a server that does not lead', () => {
    const world = new World({ S1: follower(null), S2: follower(null) });
    expect(outcomeOf(world)).toMatchObject({
      status: 'refused',
      why: 'no outcome within 10000 ms, and no server took the command',
    });
    const nothingButTheKeepAlive = 1;
    expect(world.clock.waiting).toBe(nothingButTheKeepAlive);
  });

  test('unknown, when one try was not answered', () => {
    let first = true;
    const silentOnce: Server = (request, now) => {
      const reaction = first ? 'silence' : follower(null)(request, now);
      first = false;
      return reaction;
    };
    const world = new World({ S1: silentOnce, S2: follower(null) });
    expect(outcomeOf(world)).toMatchObject({ status: 'unknown', why: 'no outcome within 10000 ms' });
  });

  test('unknown, when a connection broke or a leader lost its lead after appending', () => {
    expect(outcomeOf(new World({ S1: absent }))?.status).toBe('unknown');
    const deposed: Server = () => ({ status: 'leadershipLost' });
    expect(outcomeOf(new World({ S1: deposed }))?.status).toBe('unknown');
  });

  test('unknown, when the server has forgotten the answer', () => {
    const world = new World({ S1: () => ({ status: 'stale' }) });
    expect(outcomeOf(world)).toMatchObject({ status: 'unknown', tries: 1 });
  });

  test('refused, when the server can never accept the request', () => {
    const world = new World({ S1: () => ({ status: 'invalid' }) });
    expect(outcomeOf(world)).toMatchObject({ status: 'refused', tries: 1 });
  });

  test('refused without asking anybody, when the operation cannot be read', () => {
    const world = new World({ S1: leader });
    expect(outcomeOf(world, 'putt x 7')).toMatchObject({ status: 'refused', tries: 0 });
    expect(world.requests).toEqual([]);
    expect(world.events).toEqual([]);
  });

  test('refused, when there is no server to ask', () => {
    expect(outcomeOf(new World({}))).toMatchObject({ status: 'refused', tries: 0 });
  });

  test('a late answer of a server that was given up still counts', () => {
    const world = new World({ S1: silent, S2: silent });
    let outcome: Outcome | null = null;
    world.client().submit('put x 7', null, null, (answered) => {
      outcome = answered;
    });
    world.clock.advance(700);
    const first = firstRequest(world);
    world.reply(first, { status: 'ok', index: 3, result: '{"ok":true}' });
    world.clock.advance(10);
    expect(outcome).toMatchObject({ status: 'ok', index: 3, tries: 2 });
  });

  test('a late "not leader" of a server that was given up does not end the running try', () => {
    const world = new World({ S1: silent, S2: silent });
    world.client().submit('put x 7', null, null, () => {});
    world.clock.advance(700);
    const first = firstRequest(world);
    world.reply(first, { status: 'notLeader', leaderId: 'S9' });
    world.clock.advance(10);
    expect(world.requests.map(({ to }) => to)).toEqual(['S1', 'S2']);
  });

  test('an answer to another serial or session is not taken for this one', () => {
    const world = new World({ S1: silent });
    const answered: Outcome[] = [];
    world.client().submit('put x 7', null, null, (outcome) => answered.push(outcome));
    world.clock.advance(3);
    const request = firstRequest(world);
    world.reply({ ...request, serial: 2 }, { status: 'ok' });
    world.reply({ ...request, session: 'other' }, { status: 'ok' });
    world.clock.advance(10);
    expect(answered).toEqual([]);
  });

  test('close ends the running command as unknown, and the waiting ones as never sent', () => {
    const world = new World({ S1: silent });
    const client = world.client();
    const answered: Outcome['status'][] = [];
    client.submit('put x 1', null, null, ({ status }) => answered.push(status));
    client.submit('put x 2', null, null, ({ status }) => answered.push(status));
    world.clock.advance(3);
    client.close();
    client.submit('put x 3', null, null, ({ status }) => answered.push(status));
    expect(answered).toEqual(['unknown', 'refused', 'refused']);
    expect([world.requests.length, world.closed, world.clock.waiting]).toEqual([1, true, 0]);
  });
});

describe('the trace of a command', () => {
  test('holds the asking, every message, every retry with its reason, and the outcome', () => {
    const world = new World({ S1: follower('S2'), S2: leader });
    outcomeOf(world);
    expect(world.events.map(({ ev }) => ev)).toEqual([
      'client.invoke',
      ...['msg.send', 'msg.recv'],
      'msg.send',
      'msg.recv',
      'client.retry',
      'msg.send',
      'msg.recv',
      'client.ok',
    ]);
    expect(world.events.find(({ ev }) => ev === 'client.retry')).toMatchObject({
      op: { serial: 1, tries: 2, hops: 1, target: 'S2', why: 'S1 says that S2 leads' },
    });
    expect(world.events.at(-1)).toMatchObject({ op: { operation: 'put x 7', target: 'S2', index: 5, why: null } });
  });

  test('joins a request and its receipt by id and time stamp', () => {
    const world = new World({ S1: silent, S2: leader });
    outcomeOf(world);
    const asked = world.events.flatMap((event) => (event.ev === 'msg.send' ? [event.msg] : []));
    expect(asked.map(({ kind }) => kind)).toEqual(['openSession', 'clientRequest', 'clientRequest']);
    expect(asked.slice(1).map(({ id }) => id)).toEqual(['c1.2', 'c1.3']);
  });

  test('holds a request that found no connection', () => {
    const world = new World({ S1: absent, S2: leader });
    outcomeOf(world);
    expect(world.events.find(({ ev }) => ev === 'msg.drop')).toMatchObject({
      node: 'lab',
      why: 'disconnected',
      msg: { id: 'c1.2', from: 'c1', to: 'S1' },
    });
  });
});
