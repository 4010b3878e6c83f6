/** Reads the state machine back from a snapshot's text, which came from a disk or over the network (§7). */
import { keyProblem, valueProblem } from './limits.ts';
import { createMachine, type Machine } from './machine.ts';
import { isSerial, isSession, isTime } from './payload.ts';
import { type Session, type SessionLimits, sessionLimits } from './sessions.ts';

/** null when the text is not one that `SnapshotWriter` writes. */
export function restoreMachine(text: string, limits: SessionLimits = sessionLimits): Machine | null {
  const parsed = parse(text);
  if (parsed === null || !isTime(parsed.time) || !Array.isArray(parsed.store) || !Array.isArray(parsed.sessions)) {
    return null;
  }
  const machine = createMachine(limits);
  machine.sessions.advance(parsed.time);
  return putPairs(machine, parsed.store) && putSessions(machine, parsed.sessions) ? machine : null;
}

function putPairs({ store }: Machine, pairs: readonly unknown[]): boolean {
  let before: string | null = null;
  for (const pair of pairs) {
    const [key, value] = tuple(pair, 2);
    if (typeof key !== 'string' || keyProblem(key) !== null || (before !== null && key <= before)) {
      return false;
    }
    if (typeof value !== 'string' || valueProblem(value) !== null) {
      return false;
    }
    store.set(key, value);
    before = key;
  }
  return true;
}

function putSessions({ sessions }: Machine, list: readonly unknown[]): boolean {
  const names = new Set<string>();
  let before = 0;
  for (const each of list) {
    const [name, lastUsed, lowestOpen, answers] = tuple(each, 4);
    if (!isSession(name) || names.has(name) || !isSerial(lowestOpen) || !Array.isArray(answers)) {
      return false;
    }
    if (!isTime(lastUsed) || lastUsed < before || lastUsed > sessions.time) {
      return false;
    }
    const session: Session = { lastUsed, lowestOpen, answers: new Map() };
    if (!putAnswers(session, answers)) {
      return false;
    }
    sessions.put(name, session);
    names.add(name);
    before = lastUsed;
  }
  return true;
}

function putAnswers({ lowestOpen, answers }: Session, list: readonly unknown[]): boolean {
  let lowest = lowestOpen;
  for (const each of list) {
    const [serial, operation, result] = tuple(each, 3);
    if (!isSerial(serial) || serial < lowest || typeof operation !== 'string' || typeof result !== 'string') {
      return false;
    }
    answers.set(serial, { operation, result });
    lowest = serial + 1;
  }
  return true;
}

/** The members of an array of exactly that length; none otherwise. */
function tuple(value: unknown, length: number): readonly unknown[] {
  return Array.isArray(value) && value.length === length ? value : [];
}

function parse(text: string): Partial<Record<'time' | 'store' | 'sessions', unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : null;
  } catch {
    return null;
  }
}
