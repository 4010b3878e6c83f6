/** A sequence diagram in Mermaid's language, for a lab report in Markdown: messages as arrows, decisions as notes. */
import type { EventOf, MessageRecord, TraceEvent } from '../events.ts';
import { count } from '../words/grammar.ts';
import { sentence } from '../words.ts';
import type { ExportContext, Exporter } from './exporter.ts';

/** Mermaid refuses texts of more than 50,000 characters and more than 500 arrows. */
const MOST_CHARACTERS = 45_000;
const MOST_ARROWS = 480;
const LONGEST_LABEL = 120;

type Sent = EventOf<'msg.send'>;

function* write(events: Iterable<TraceEvent>, context?: ExportContext): Iterable<string> {
  yield 'sequenceDiagram\n';
  const diagram = new Diagram();
  for (const event of events) {
    const lines = diagram.linesOf(event);
    if (diagram.isFull) {
      yield `  Note over ${diagram.anyone}: … cut before event ${event.seq}#59; export a shorter range\n`;
      context?.tell?.(
        `A diagram has room for no more: the file ends before event #${event.seq}. Choose a shorter range.`,
      );
      return;
    }
    yield lines;
  }
  if (diagram.isEmpty) yield '  participant lab\n  Note over lab: nothing to draw\n';
}

class Diagram {
  readonly #participants = new Map<string, string>();
  readonly #sent = new Map<string, Sent>();
  #characters = 0;
  #arrows = 0;

  get isFull(): boolean {
    return this.#characters > MOST_CHARACTERS || this.#arrows > MOST_ARROWS;
  }

  get isEmpty(): boolean {
    return this.#participants.size === 0;
  }

  get anyone(): string {
    return this.#participants.values().next().value ?? 'lab';
  }

  /** '' for what is not drawn. */
  linesOf(event: TraceEvent): string {
    const known = this.#participants.size;
    const line = this.#lineOf(event);
    const entering = [...this.#participants].slice(known).map(([name, id]) => `  participant ${id} as ${safe(name)}\n`);
    const lines = entering.join('') + line;
    this.#characters += lines.length;
    return lines;
  }

  #lineOf(event: TraceEvent): string {
    switch (event.ev) {
      case 'msg.send':
        this.#sent.set(event.msg.id, event);
        return '';
      case 'msg.recv':
        return this.#arrow('->>', event.msg, '');
      case 'msg.drop':
        return this.#arrow('-x', event.msg, ` (lost: ${event.why})`);
      case 'raft.role':
        return this.#note(event.node, `${event.role.to}, term ${event.state.currentTerm}`);
      case 'raft.vote':
        if (event.vote.candidate === event.node) return '';
        return this.#note(event.node, `${event.vote.granted ? 'grants' : 'refuses'} ${event.vote.candidate} its vote`);
      case 'log.commit':
        return this.#note(event.node, `commitIndex = ${event.commit.to}`);
      case 'log.truncate':
        return this.#note(event.node, `drops entries from ${event.truncate.fromIndex} on`);
      case 'fault.partition':
      case 'fault.isolate':
      case 'fault.link':
      case 'fault.heal':
      case 'check.violation':
      case 'note':
        return this.#note('lab', sentence(event));
      default:
        return event.ev.startsWith('node.') && event.ev !== 'node.persist'
          ? this.#note(event.node, sentence(event))
          : '';
    }
  }

  /** With what the message said when it was sent; not drawn when its sending was not kept. */
  #arrow(arrow: string, { id }: MessageRecord, remark: string): string {
    const sent = this.#sent.get(id);
    if (sent === undefined) return '';
    this.#sent.delete(id);
    this.#arrows += 1;
    return `  ${this.#id(sent.msg.from)}${arrow}${this.#id(sent.msg.to)}: ${safe(labelOf(sent.msg) + remark)}\n`;
  }

  #note(node: string, text: string): string {
    return `  Note over ${this.#id(node)}: ${safe(text)}\n`;
  }

  /** Names may hold anything, also words of the diagram's language. */
  #id(name: string): string {
    const known = this.#participants.get(name);
    if (known !== undefined) return known;
    const id = /^(S\d+|c\d+|lab)$/.test(name) ? name : `p_${this.#participants.size + 1}`;
    this.#participants.set(name, id);
    return id;
  }
}

function labelOf(msg: MessageRecord): string {
  switch (msg.kind) {
    case 'appendEntries':
      return `appendEntries T${msg.term} after ${msg.prevLogIndex}, ${count(msg.entryCount ?? 0, 'entry', 'entries')}`;
    case 'appendEntriesReply':
      return `${msg.success === true ? `yes, up to ${msg.matchIndex}` : 'no'} T${msg.term}`;
    case 'preVoteReply':
    case 'requestVoteReply':
      return `${msg.kind} ${msg.voteGranted === true ? 'yes' : 'no'} T${msg.term}`;
    case 'clientRequest':
    case 'clientRead':
      return msg.operation ?? msg.kind;
    case 'clientReply':
      return msg.status ?? msg.kind;
    default:
      return msg.term > 0 ? `${msg.kind} T${msg.term}` : msg.kind;
  }
}

/** `;` and a line end would end the statement, `#` begins a character's number, and a page would read `<` as a tag. */
function safe(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const short = line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL)}…` : line;
  return short.replaceAll(/[#;<>&"\\`{}%]/g, (character) => `#${character.charCodeAt(0)};`);
}

export const mermaid = {
  name: 'Mermaid',
  about: 'a sequence diagram for a lab report in Markdown; a short range only',
  extension: 'mmd',
  mediaType: 'text/plain',
  write,
} as const satisfies Exporter;
