/** The server's side of commands and sessions (§8, thesis 6.3): proposes, and answers when applied or when it cannot be. */
import { parseOperation } from '../machine/command.ts';
import type { Applied } from '../machine/machine.ts';
import { type Command, encodeCommand, KEEP_ALIVE } from '../machine/payload.ts';
import type { Proposal, ProposalAnswer } from '../raft/duties.ts';
import type { Entry, NodeId } from '../raft/types.ts';
import type { ClientReply, ClientRequest, OpenSession } from './client-messages.ts';
import { type Answer, replyTo } from './reply.ts';

/** What becomes an entry of the log. */
export type EntryQuestion = ClientRequest | OpenSession;

interface Waiting {
  readonly question: EntryQuestion;
  readonly term: number;
  /** It knows that this server stood back before the outcome was known. */
  isTold: boolean;
}

export interface ClientDeskOptions {
  readonly id: NodeId;
  /** Whole milliseconds. The entries carry them, and sessions grow old by them on every server alike (thesis 6.3). */
  readonly time: () => number;
  readonly reply: (reply: ClientReply) => void;
}

export class ClientDesk {
  readonly #options: ClientDeskOptions;
  readonly #proposed = new Map<number, EntryQuestion>();
  readonly #byIndex = new Map<number, Waiting>();
  #nextProposalId = 1;

  constructor(options: ClientDeskOptions) {
    this.#options = options;
  }

  /** Turns questions into proposals; one that can never be executed is answered at once and not proposed. */
  admit(questions: readonly EntryQuestion[]): Proposal[] {
    const proposals: Proposal[] = [];
    for (const question of questions) {
      const command = commandOf(question, this.#options.time());
      if (command === null) {
        this.#answer(question, { status: 'invalid' });
        continue;
      }
      const proposalId = this.#nextProposalId++;
      this.#proposed.set(proposalId, question);
      proposals.push({ proposalId, command: encodeCommand(command) });
    }
    return proposals;
  }

  /** What the core said to the proposals: a place in the log, or why there is none. */
  settle(answers: readonly ProposalAnswer[]): void {
    for (const answer of answers) {
      const question = this.#proposed.get(answer.proposalId);
      if (question === undefined) continue;
      this.#proposed.delete(answer.proposalId);
      if (answer.accepted) this.#byIndex.set(answer.index, { question, term: answer.term, isTold: false });
      else {
        const status = answer.why === 'notLeader' ? 'notLeader' : 'busy';
        this.#answer(question, { status, leaderId: answer.leaderId });
      }
    }
  }

  /** An entry was applied: whoever waits for its index learns the outcome; null for an entry without a command. */
  applied({ index, term }: Entry, applied: Applied | null): void {
    const waiting = this.#byIndex.get(index);
    if (waiting === undefined) return;
    this.#byIndex.delete(index);
    const isOther = waiting.term !== term || applied === null;
    this.#answer(waiting.question, isOther ? { status: 'overwritten' } : this.#outcome(index, applied));
  }

  /** A snapshot took the place of entries that are never applied one by one: what became of them is not known here. */
  installed(lastIncludedIndex: number): void {
    for (const [index, { question }] of this.#byIndex) {
      if (index > lastIncludedIndex) continue;
      this.#byIndex.delete(index);
      this.#answer(question, { status: 'leadershipLost' });
    }
  }

  /**
   * This server no longer leads: what waits may or may not take effect under the next leader. Whoever asked is told so at
   * once, and told again what became of it if this server comes to know.
   */
  leadershipLost(leaderId: NodeId | null): void {
    for (const waiting of this.#byIndex.values()) {
      if (!waiting.isTold) this.#answer(waiting.question, { status: 'leadershipLost', leaderId });
      waiting.isTold = true;
    }
  }

  #outcome(index: number, { outcome, result }: Applied): Answer {
    if (outcome === 'stale') return { status: 'stale' };
    if (outcome === 'expired') return { status: 'sessionExpired' };
    return { status: 'ok', leaderId: this.#options.id, index, result, duplicate: outcome === 'duplicate' };
  }

  #answer(question: EntryQuestion, answer: Answer): void {
    this.#options.reply(replyTo(question, answer));
  }
}

/** null when the state machine could never execute it. */
function commandOf(question: EntryQuestion, time: number): Command | null {
  if (question.kind === 'openSession') return { kind: 'open', time };
  const { session, serial, lowestOpen, operation } = question;
  if (operation === KEEP_ALIVE) return { kind: 'keep', session, time };
  return parseOperation(operation).ok ? { kind: 'execute', session, serial, lowestOpen, operation, time } : null;
}
