/** The dialing side of one link: keeps a proven connection to one node's port, and dials again when it is gone. */
import type { Envelope } from '../node/ports.ts';
import { answerChallenge, describeRefusal, type Identity } from './handshake.ts';
import { HANDSHAKE_MS, REDIAL_FIRST_MS, REDIAL_LAST_MS, STEADY_MS } from './limits.ts';
import { Line } from './line.ts';
import { Outbox } from './outbox.ts';

export interface DialerSettings {
  readonly self: Identity;
  readonly peer: string;
  /** `127.0.0.1:port`, asked anew at every dial; undefined = nobody of that name now. */
  readonly address: () => string | undefined;
  /** False when a message of the packet breaks the rules: the connection is closed. */
  readonly received: (packet: unknown) => boolean;
  /** A dial has succeeded or failed. */
  readonly settled: () => void;
  readonly notice: (sentence: string) => void;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'dialing'; readonly line: Line; readonly deadline: NodeJS.Timeout; isRight: Expectation | null }
  | { readonly kind: 'open'; readonly line: Line; readonly outbox: Outbox; readonly since: number }
  | { readonly kind: 'closed' };

type Expectation = (welcome: unknown) => boolean;

export class Dialer {
  readonly #settings: DialerSettings;
  #state: State = { kind: 'idle' };
  #delay = REDIAL_FIRST_MS;

  constructor(settings: DialerSettings) {
    this.#settings = settings;
  }

  /** Dials unless a connection or a dial exists: at the start, or on news that the peer is there again. */
  dialNow(): void {
    if (this.#state.kind === 'waiting') clearTimeout(this.#state.timer);
    else if (this.#state.kind !== 'idle') return;
    this.#delay = REDIAL_FIRST_MS;
    this.#dial();
  }

  send(envelope: Envelope): 'sent' | 'disconnected' | 'overflow' {
    if (this.#state.kind !== 'open') return 'disconnected';
    const { line, outbox } = this.#state;
    return !line.isFull() && outbox.put(envelope) ? 'sent' : 'overflow';
  }

  close(): void {
    const state = this.#state;
    this.#state = { kind: 'closed' };
    if (state.kind === 'waiting') clearTimeout(state.timer);
    if (state.kind === 'dialing') clearTimeout(state.deadline);
    if (state.kind === 'dialing' || state.kind === 'open') state.line.destroy();
  }

  #dial(): void {
    const address = this.#settings.address();
    if (address === undefined) return this.#wait();
    const line = new Line(address, {
      packet: (event, parameters) => this.#packet(line, event, parameters),
      ended: () => this.#ended(),
    });
    const deadline = setTimeout(() => this.#hangUp(line), HANDSHAKE_MS);
    this.#state = { kind: 'dialing', line, deadline, isRight: null };
  }

  #packet(line: Line, event: unknown, parameters: readonly unknown[]): void {
    const state = this.#state;
    const [payload] = parameters;
    if (parameters.length !== 1) return this.#hangUp(line);
    if (state.kind === 'open') {
      if (event !== 'messages' || !this.#settings.received(payload)) this.#hangUp(line);
    } else if (state.kind === 'dialing') {
      if (event === 'challenge' && state.isRight === null) this.#answer(state, payload);
      else if (event === 'welcome' && state.isRight !== null) this.#welcome(state, state.isRight(payload));
      else this.#refused(line, event, payload);
    }
  }

  #answer(state: State & { kind: 'dialing' }, challenge: unknown): void {
    const { self, peer } = this.#settings;
    const answer = answerChallenge(self, peer, challenge);
    if (answer === null) return this.#wrongProgram(state.line);
    state.isRight = answer.isRightListener;
    state.line.emit('hello', answer.hello);
  }

  #welcome({ line, deadline }: State & { kind: 'dialing' }, isRight: boolean): void {
    if (!isRight) return this.#wrongProgram(line);
    clearTimeout(deadline);
    const outbox = new Outbox((messages) => this.#write(line, messages));
    this.#state = { kind: 'open', line, outbox, since: performance.now() };
    this.#settings.settled();
  }

  /** What was said in the last turn of a connection that has ended since is lost like all that was on its way. */
  #write(line: Line, messages: readonly Envelope[]): void {
    if (this.#state.kind === 'open' && this.#state.line === line) line.emit('messages', messages);
  }

  #refused(line: Line, event: unknown, payload: unknown): void {
    const { self, peer, notice } = this.#settings;
    if (event === 'refused') notice(describeRefusal(self, peer, payload));
    this.#hangUp(line);
  }

  #wrongProgram(line: Line): void {
    const { self, peer, notice } = this.#settings;
    notice(`The program at the port of ${peer} did not prove that it is ${peer}; ${self.id} sends it nothing.`);
    this.#hangUp(line);
  }

  #hangUp(line: Line): void {
    line.destroy();
    this.#ended();
  }

  #ended(): void {
    const state = this.#state;
    if (state.kind === 'closed') return;
    if (state.kind === 'dialing') clearTimeout(state.deadline);
    if (state.kind === 'open' && performance.now() - state.since >= STEADY_MS) this.#delay = REDIAL_FIRST_MS;
    this.#wait();
    if (state.kind === 'dialing') this.#settings.settled();
  }

  #wait(): void {
    const delay = this.#delay;
    this.#delay = Math.min(2 * delay, REDIAL_LAST_MS);
    this.#state = { kind: 'waiting', timer: setTimeout(() => this.#dial(), delay) };
  }
}
