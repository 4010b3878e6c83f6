/** The server's side of the client protocol (§8): proposes commands and answers when they are applied, or cannot be. */
import { encodeCommand, parseOperation } from '../machine/command.ts';
import type { Applied } from '../machine/machine.ts';
import type { Proposal, ProposalAnswer } from '../raft/duties.ts';
import type { Entry, NodeId } from '../raft/types.ts';
import type { ClientReply, ClientRequest } from './client-messages.ts';

interface Waiting {
  readonly request: ClientRequest;
  readonly term: number;
}

export class ClientDesk {
  readonly #id: NodeId;
  readonly #reply: (reply: ClientReply) => void;
  readonly #proposed = new Map<number, ClientRequest>();
  readonly #byIndex = new Map<number, Waiting>();
  #nextProposalId = 1;

  constructor(id: NodeId, reply: (reply: ClientReply) => void) {
    this.#id = id;
    this.#reply = reply;
  }

  /** Turns requests into proposals; one that can never be executed is answered at once and not proposed. */
  admit(requests: readonly ClientRequest[]): Proposal[] {
    const proposals: Proposal[] = [];
    for (const request of requests) {
      const parsed = parseOperation(request.operation);
      if (!parsed.ok) {
        this.#answer(request, { status: 'invalid' });
        continue;
      }
      const proposalId = this.#nextProposalId++;
      this.#proposed.set(proposalId, request);
      proposals.push({ proposalId, command: encodeCommand(request) });
    }
    return proposals;
  }

  /** What the core said to the proposals: a place in the log, or that this server does not lead. */
  settle(answers: readonly ProposalAnswer[]): void {
    for (const answer of answers) {
      const request = this.#proposed.get(answer.proposalId);
      if (request === undefined) continue;
      this.#proposed.delete(answer.proposalId);
      if (answer.accepted) this.#byIndex.set(answer.index, { request, term: answer.term });
      else this.#answer(request, { status: 'notLeader', leaderId: answer.leaderId });
    }
  }

  /** An entry was applied: whoever waits for its index learns the outcome. */
  applied(entry: Entry, applied: Applied): void {
    const waiting = this.#byIndex.get(entry.index);
    if (waiting === undefined) return;
    this.#byIndex.delete(entry.index);
    if (waiting.term !== entry.term) this.#answer(waiting.request, { status: 'leadershipLost' });
    else if (applied.stale) this.#answer(waiting.request, { status: 'stale' });
    else {
      const { result, duplicate } = applied;
      this.#answer(waiting.request, { status: 'ok', leaderId: this.#id, index: entry.index, result, duplicate });
    }
  }

  /** This server no longer leads: what waits may or may not take effect under the next leader. */
  leadershipLost(leaderId: NodeId | null): void {
    for (const { request } of this.#byIndex.values()) this.#answer(request, { status: 'leadershipLost', leaderId });
    this.#byIndex.clear();
  }

  #answer(
    { from, session, serial }: ClientRequest,
    outcome: Pick<ClientReply, 'status'> & Partial<Pick<ClientReply, 'leaderId' | 'index' | 'result' | 'duplicate'>>,
  ): void {
    this.#reply({
      kind: 'clientReply',
      from: this.#id,
      to: from,
      session,
      serial,
      leaderId: null,
      index: null,
      result: null,
      duplicate: false,
      ...outcome,
    });
  }
}
