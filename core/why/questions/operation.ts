/** Why a command was sent so often and applied once: its tries, its entries, and what the session remembered (§8). */
import type { EntryRecord, EventOf } from '../../trace/events.ts';
import { termAt } from '../../trace/view-log.ts';
import type { Compared, Finding, Next, Question } from '../answer.ts';
import type { Copy } from '../holds.ts';
import { Causes } from '../parts/causes.ts';
import { type OperationTold, operationTold } from '../parts/operations.ts';
import { fateOf } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

interface Placed {
  readonly entry: EntryRecord;
  readonly append: EventOf<'log.append'>;
}

export function explainOperation(past: Past, { client, id }: Question<'operation'>): Finding<'operation'> {
  const told = operationTold(past, client, id);
  const nothing = { client, session: '', serial: 0, sent: 0, copies: [] };
  if (told === null) return plain({ ...nothing, verdict: 'unknownOperation' });
  if (told.op.read !== undefined && told.op.read !== 'log') {
    return plain({ ...nothing, serial: told.op.serial, sent: told.requests.length, verdict: 'read' });
  }
  return explainCommand(past, client, told);
}

function plain(holds: Finding<'operation'>['holds']): Finding<'operation'> {
  return { holds, rule: rules.exactlyOnce, compared: [], because: [], next: null };
}

function explainCommand(past: Past, client: string, told: OperationTold): Finding<'operation'> {
  const { requests, invoked, retries, ended } = told;
  const session = requests.at(-1)?.msg.session ?? told.op.session;
  const serial = requests.at(-1)?.msg.serial ?? told.op.serial;
  const placed = session === '' ? [] : entriesOf(past, session, serial, invoked.seq);
  const copies = placed.map((each) => fateOfCopy(past, each));
  const because = new Causes()
    .add('invoked', invoked)
    .add('sent', ...requests)
    .add('lost', ...requests.map((sent) => fateOf(past, sent)).filter((fate) => fate?.ev === 'msg.drop'))
    .add('retried', ...retries)
    .add('appended', ...placed.map(({ append }) => append))
    .add('applied', ...placed.map(({ entry }) => firstApply(past, entry)))
    .add('truncated', ...placed.map((each) => truncationOf(past, each)))
    .add('answered', ended);
  const compared: Compared[] = [
    { name: 'session', who: client, value: session },
    { name: 'serial', who: client, value: serial },
    ...copies.map(
      ({ index, term, fate }) => ({ name: 'status', who: `${index} (term ${term})`, value: fate }) as const,
    ),
  ];
  const isApplied = copies.some(({ fate }) => fate === 'executed');
  const verdict = isApplied ? ('appliedOnce' as const) : ('notApplied' as const);
  const holds = { client, session, serial, sent: requests.length, copies, verdict };
  const next = ended === null ? nextOf(told, copies) : null;
  return { holds, rule: rules.exactlyOnce, compared, because: because.list(), next };
}

function nextOf(told: OperationTold, copies: readonly Copy[]): Next {
  if (copies.some(({ fate }) => fate === 'executed'))
    return { what: 'delivered', who: [told.invoked.node], count: null };
  const open = copies.find(({ fate }) => fate === 'notCommitted' || fate === 'notApplied');
  if (open !== undefined)
    return { what: open.fate === 'notApplied' ? 'applies' : 'moreStore', who: [open.leader], count: null };
  return { what: 'resent', who: [told.op.target ?? ''], count: null };
}

/** The entries that carry this session and serial, as their leaders appended them. */
function entriesOf(past: Past, session: string, serial: number, after: number): Placed[] {
  const isIt = (entry: EntryRecord) => entry.session === session && entry.serial === serial;
  const appends = past.allOfAnyone(
    'log.append',
    ({ append }) => append.why === 'proposal' && append.entries.some(isIt),
    after,
  );
  return appends.flatMap((append) => append.append.entries.filter(isIt).map((entry) => ({ entry, append })));
}

function fateOfCopy(past: Past, placed: Placed): Copy {
  const { entry, append } = placed;
  const copy = { index: entry.index, term: entry.term, leader: append.node };
  const applied = firstApply(past, entry)?.apply.entries.find(({ index }) => index === entry.index);
  if (applied !== undefined) {
    if (applied.expired === true) return { ...copy, fate: 'expired' };
    return { ...copy, fate: applied.duplicate ? 'answeredAgain' : 'executed' };
  }
  if (past.commitOf(entry.index) !== null && isCommitted(past, entry)) return { ...copy, fate: 'notApplied' };
  const isGone = ![...past.view.nodes.values()].some((node) => termAt(node, entry.index) === entry.term);
  if (isGone) return { ...copy, fate: 'overwritten' };
  return { ...copy, fate: past.commitOf(entry.index) === null ? 'notCommitted' : 'superseded' };
}

function isCommitted(past: Past, { index, term }: EntryRecord): boolean {
  return [...past.view.nodes.values()].some((node) => node.state.commitIndex >= index && termAt(node, index) === term);
}

/** All servers apply the same, so that the first one tells. */
function firstApply(past: Past, { index, term }: EntryRecord): EventOf<'log.apply'> | null {
  const commit = past.commitOf(index);
  if (commit === null) return null;
  const isIt = ({ apply }: EventOf<'log.apply'>) =>
    apply.entries.some((each) => each.index === index && each.term === term);
  return (
    past.first('log.apply', commit.node, commit.seq - 1, isIt) ??
    past.allOfAnyone('log.apply', isIt, commit.seq)[0] ??
    null
  );
}

function truncationOf(past: Past, { entry, append }: Placed): EventOf<'log.truncate'> | null {
  return past.first('log.truncate', append.node, append.seq, ({ truncate }) => {
    return truncate.fromIndex <= entry.index && entry.index <= truncate.toIndex;
  });
}
