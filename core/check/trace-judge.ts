/**
 * Judges a recording by its events alone, as the referee judges a running cluster: Figure 3, the smaller rules it rests
 * on, what is on disks when it counts, and what clients were told. Events come in the order of their `seq`.
 */
import type { NodeStateRecord, TraceEvent } from '../trace/events.ts';
import { applyEvent, createView } from '../trace/view.ts';
import { ApplyRules } from './apply-rules.ts';
import { InvariantChecker } from './invariants.ts';
import { AppliedCommands } from './recorded/applied-commands.ts';
import { Evidence } from './recorded/evidence.ts';
import { type Find, type Finding, inOrder, type Rule } from './recorded/finding.ts';
import { LeaderPromises } from './recorded/leader-promises.ts';
import { RecordedServer } from './recorded/recorded-server.ts';
import { addToStep, beginStep, isOfStep, isSameState, type Step } from './recorded/step.ts';
import { SyncedRules } from './recorded/synced.ts';
import { Witness } from './recorded/witness.ts';
import { invariants, type Report } from './violation.ts';

export { type Finding, type Rule, rules } from './recorded/finding.ts';

/** A broken cluster breaks its rules again and again: more of one kind tell nothing new. */
const MOST_OF_A_KIND = 20;

export class TraceJudge {
  readonly #view = createView();
  readonly #servers = new Map<string, RecordedServer>();
  readonly #checker = new InvariantChecker();
  readonly #apply = new ApplyRules();
  readonly #promises = new LeaderPromises();
  readonly #synced = new SyncedRules();
  readonly #commands = new AppliedCommands();
  readonly #witness = new Witness(this.#commands);
  readonly #evidence = new Evidence();
  readonly #told = new Map<Rule, Set<string>>();
  /** Each server's state when it was last looked at. */
  readonly #seen = new Map<string, NodeStateRecord>();
  #step: Step | null = null;
  #found: Finding[] = [];
  #hole: string | null = null;
  #lastSeq = 0;

  /** Where events are missing: what comes after cannot be judged, and is not. null while the trace is whole. */
  get hole(): string | null {
    return this.#hole;
  }

  /** After `finish`: the order of the log is a linearization of what the clients were told, so that none need be searched. */
  get isLinearizable(): boolean {
    return this.#hole === null && this.#witness.isProof;
  }

  /** What is found by this event. A step is judged when the next one begins, so it may be about the one before. */
  hear(event: TraceEvent): readonly Finding[] {
    this.#found = [];
    if (!this.#follows(event)) return this.#found;
    if (this.#step !== null && !isOfStep(event, this.#step)) this.#endStep();
    this.#promises.judgeCount(event, this.#view, this.#find);
    applyEvent(this.#view, event);
    this.#evidence.hear(event);
    this.#apply.hear(event, this.#reportAt(event.seq));
    this.#synced.hear(event, this.#view, this.#find);
    this.#witness.hear(event);
    if ('state' in event && event.state !== undefined) this.#addToStep(event, event.state);
    return this.#found;
  }

  /** No more events come: judges the last step, and the clients against the whole log. */
  finish(): readonly Finding[] {
    this.#found = [];
    if (this.#step !== null) this.#endStep();
    if (this.#hole === null) this.#witness.judge(this.#find);
    return this.#found;
  }

  #follows({ seq, ev }: TraceEvent): boolean {
    if (this.#hole !== null) return false;
    if (ev === 'trace.gap') this.#hole = `The recorder lost events before event ${seq}.`;
    else if (seq !== this.#lastSeq + 1) this.#hole = `Event ${this.#lastSeq + 1} is missing.`;
    this.#lastSeq = seq;
    return this.#hole === null;
  }

  #addToStep(event: TraceEvent, state: NodeStateRecord): void {
    this.#step ??= beginStep(event, state);
    addToStep(this.#step, event);
    const { node, seq } = event;
    const server = this.#view.nodes.get(node);
    if (event.ev === 'log.apply' && server !== undefined) this.#commands.hear(event, server, this.#find);
    if (event.ev !== 'node.halt') return;
    const { detail } = event.lifecycle;
    if (detail?.startsWith('The disk of ') === true) return;
    this.#find({
      invariant: invariants.serverHalted,
      detail: detail ?? 'without a reason',
      nodes: [node],
      seqs: [seq],
    });
  }

  #endStep(): void {
    const { node, state, lastSeq, matters, promised } = this.#step ?? {};
    this.#step = null;
    const server = node === undefined ? undefined : this.#view.nodes.get(node);
    if (server === undefined || state === undefined || lastSeq === undefined) return;
    const seen = this.#seen.get(server.id);
    this.#seen.set(server.id, state);
    if (matters !== true && promised !== true && seen !== undefined && isSameState(seen, state)) return;
    const now = this.#serverOf(server.id).read(server, promised === true);
    if (now === null) return;
    const alive = server.status === 'up' || server.status === 'paused';
    this.#checker.judge([alive ? now : { ...now, alive }], this.#reportAt(lastSeq));
    if (alive) this.#promises.judgeChange(server, lastSeq, this.#find);
  }

  #serverOf(id: string): RecordedServer {
    const known = this.#servers.get(id);
    if (known !== undefined) return known;
    const fresh = new RecordedServer();
    this.#servers.set(id, fresh);
    return fresh;
  }

  /** The rules of a running cluster know no events: those that show what they say are looked up. */
  #reportAt(seq: number): Report {
    return (invariant, detail, nodes, about = {}) =>
      this.#find({ invariant, detail, nodes, seqs: [...this.#evidence.of(invariant, nodes, about), seq] });
  }

  readonly #find: Find = ({ seqs, ...finding }) => {
    const told = this.#told.get(finding.invariant) ?? new Set();
    this.#told.set(finding.invariant, told);
    if (told.size >= MOST_OF_A_KIND || told.has(finding.detail)) return;
    told.add(finding.detail);
    this.#found.push({ ...finding, seqs: inOrder(seqs) });
  };
}
