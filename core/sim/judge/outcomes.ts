/** What clients were told against what the replicated log did (§8): a judge of the trace and the final log. */
import { applyCommand, createMachine } from '../../machine/machine.ts';
import { decodeCommand } from '../../machine/payload.ts';
import type { Entry } from '../../raft/types.ts';
import type { EventOf, TraceEvent } from '../../trace/events.ts';

type ClientEvent = EventOf<'client.ok'>;

interface Told {
  readonly client: string;
  readonly op: ClientEvent['op'];
  /** `seq` of the invocation, and of the outcome. */
  readonly invokedAt: number;
  endedAt: number | null;
  status: 'waiting' | 'ok' | 'refused' | 'unknown';
  result: string | null;
}

/** The one time a command took effect. */
interface Effect {
  readonly index: number;
  readonly result: string | null;
}

type Complain = (invariant: string, detail: string) => void;

export class Outcomes {
  readonly #told = new Map<string, Told>();
  readonly counts = { ok: 0, refused: 0, unknown: 0 };

  hear(event: TraceEvent): void {
    switch (event.ev) {
      case 'client.invoke':
        this.#told.set(nameOf(event.op), {
          client: event.node,
          op: event.op,
          invokedAt: event.seq,
          endedAt: null,
          status: 'waiting',
          result: null,
        });
        return;
      case 'client.ok':
        return this.#end(event, 'ok');
      case 'client.fail':
        return this.#end(event, 'refused');
      case 'client.info':
        return this.#end(event, 'unknown');
    }
  }

  /**
   * `log` is the log all servers agree on at the end. ok: took effect once, with the answer that was given; refused:
   * never; unknown: either. And the order of effects contradicts nobody's clock, which makes the run linearizable.
   */
  judge(log: readonly Entry[], complain: Complain): void {
    const effects = effectsOf(log);
    const done: { told: Told; effect: Effect }[] = [];
    for (const [name, told] of this.#told) {
      const effect = effects.get(name);
      const said = `${told.client} asked "${told.op.operation}" (serial ${told.op.serial})`;
      if (told.status === 'refused' && effect !== undefined) {
        complain('Refused Never Takes Effect', `${said}, was refused, and it took effect at index ${effect.index}.`);
      }
      if (told.status !== 'ok') continue;
      if (effect === undefined) complain('Acknowledged Is Kept', `${said}, was told ok, and the log does not hold it.`);
      else if (effect.result !== told.result) {
        complain(
          'Answers Are True',
          `${said}, was told ${told.result}, and index ${effect.index} gives ${effect.result}.`,
        );
      } else done.push({ told, effect });
    }
    judgeOrder(done, complain);
  }

  #end({ op, seq }: ClientEvent, status: 'ok' | 'refused' | 'unknown'): void {
    this.counts[status] += 1;
    const told = this.#told.get(nameOf(op));
    if (told === undefined) return;
    told.status = status;
    told.endedAt = seq;
    told.result = op.result;
  }
}

/** Linearizability of a log: whatever ended before another was asked stands before it. */
function judgeOrder(done: { told: Told; effect: Effect }[], complain: Complain): void {
  done.sort((one, other) => one.effect.index - other.effect.index);
  let latest: Told | null = null;
  for (const { told } of done) {
    if (latest !== null && (told.endedAt ?? 0) < latest.invokedAt) {
      const detail = `"${told.op.operation}" of ${told.client} ended before "${latest.op.operation}" of ${latest.client} was asked, and took effect after it.`;
      complain('Linearizability', detail);
    }
    if (latest === null || told.invokedAt > latest.invokedAt) latest = told;
  }
}

/** Replays the log on a fresh state machine. */
function effectsOf(log: readonly Entry[]): Map<string, Effect> {
  const machine = createMachine();
  const effects = new Map<string, Effect>();
  for (const { index, payload } of log) {
    if (payload.kind !== 'command') continue;
    const command = decodeCommand(payload.command);
    const { result, outcome } = applyCommand(machine, payload.command, index);
    if (command?.kind === 'execute' && outcome === 'executed') effects.set(nameOf(command), { index, result });
  }
  return effects;
}

function nameOf({ session, serial }: { readonly session: string; readonly serial: number }): string {
  return `${session} ${serial}`;
}
