/** The lab, its network, its clients and the recording itself in words. */
import type { EventOf } from '../events.ts';
import { answerWords } from './answers.ts';
import { because, count, list } from './grammar.ts';

export function headerWords({ header }: EventOf<'trace.header'>): string {
  const clock = header.clock === 'real' ? 'in real time' : 'in virtual time';
  return `The run ${header.run} of ${count(header.nodes.length, 'server', 'servers')} began ${clock} at ${header.epoch}.`;
}

export function footerWords({ footer }: EventOf<'trace.footer'>): string {
  return `The recording ends after ${count(footer.events, 'event', 'events')}.`;
}

export function gapWords({ gap }: EventOf<'trace.gap'>): string {
  return `The trace lacks ${count(gap.count, 'event', 'events')} here${because(gap.why)}`;
}

export function callWords({ call }: EventOf<'lab.call'>): string {
  return `The lab was asked for ${call.method}.`;
}

export function paceWords({ pace }: EventOf<'lab.pace'>): string {
  switch (pace.mode) {
    case 'real':
      return 'The lab runs in real time.';
    case 'classroom':
      return `The lab runs slowly: its clock goes at ${pace.rate} of real time.`;
    case 'step':
      return 'The lab waits: messages are delivered one by one, by hand.';
    default:
      return pace.mode satisfies never;
  }
}

export function rulesWords({ rules }: EventOf<'lab.rules'>): string {
  const switches = [
    ['Pre-Vote', rules.preVote],
    ['the withholding of votes', rules.withholdVotes],
    ['CheckQuorum', rules.checkQuorum],
    ['the no-op of a new leader', rules.noopOnElection],
  ] as const;
  const on = switches.filter(([, isOn]) => isOn).map(([name]) => name);
  const off = switches.filter(([, isOn]) => !isOn).map(([name]) => name);
  const parts = [
    `on are ${list(on) || 'none'}`,
    `off are ${list(off) || 'none'}`,
    `reads go by ${readRules[rules.reads]}`,
  ];
  const { snapshotAfterEntries } = rules;
  parts.push(
    `snapshots are taken ${snapshotAfterEntries === null ? 'by hand' : `after ${snapshotAfterEntries} entries`}`,
  );
  return `The rules are set: ${parts.join('; ')}.`;
}

const readRules = { log: 'the log', readIndex: 'ReadIndex', lease: 'the lease' } as const;

export function memberWords({ member }: EventOf<'lab.member'>): string {
  const { node, address, stage, detail } = member;
  const end = because(detail);
  switch (stage) {
    case 'added':
      return `${node} was set up to join the cluster${address === null ? '' : ` at ${address}`}${end}`;
    case 'catchingUp':
      return `${node} is a learner and catches up${end}`;
    case 'promoted':
      return `${node} has a vote now${end}`;
    case 'removed':
      return `${node} is no member any more${end}`;
    case 'failed':
      return `The membership of ${node} could not be changed${end}`;
    default:
      return stage satisfies never;
  }
}

type Fault = EventOf<'fault.link'>['fault'];

export function faultWords({ ev, fault }: EventOf<'fault.link'>): string {
  switch (ev) {
    case 'fault.partition':
      return `The network was partitioned into ${fault.groups.map((group) => `{${group.join(', ')}}`).join(' and ')}.`;
    case 'fault.isolate':
      return `${fault.target} was cut off from all other servers.`;
    case 'fault.link':
      return fault.links.map(ruleWords).join(' ') || 'No link was changed.';
    case 'fault.heal':
      return 'The network was healed: every link is in good order.';
    default:
      return ev satisfies never;
  }
}

function ruleWords({ from, to, cut, delayMs, jitterMs, loss, duplicate, reorder }: Fault['links'][number]): string {
  const link = `The link from ${from} to ${to}`;
  if (cut) return `${link} was cut.`;
  const harms: string[] = [];
  if (delayMs > 0) harms.push(`delays by ${delayMs} ms`);
  if (jitterMs > 0) harms.push(`delays by up to ${jitterMs} ms more`);
  if (loss > 0) harms.push(`loses ${percent(loss)}`);
  if (duplicate > 0) harms.push(`doubles ${percent(duplicate)}`);
  if (reorder > 0) harms.push(`reorders ${percent(reorder)}`);
  return harms.length === 0 ? `${link} is in good order.` : `${link} now ${list(harms)}.`;
}

function percent(probability: number): string {
  return `${Math.round(probability * 1000) / 10} % of its messages`;
}

export function violationWords({ violation }: EventOf<'check.violation'>): string {
  return `${violation.invariant} is broken${because(violation.detail)}`;
}

/** How it is read, when no entry of the log carries it (thesis 6.4). */
const readModes = {
  log: '',
  linearizable: ', without an entry of the log',
  follower: ', without an entry of the log, from any server',
  local: ', as the server has it at that moment',
} as const;

export function operationWords(event: EventOf<'client.invoke'> | EventOf<'client.retry'>): string {
  const { ev, node, op } = event;
  const end = because(op.why);
  switch (ev) {
    case 'client.invoke':
      return `${node} wants ${op.operation}${readModes[op.read ?? 'log']}.`;
    case 'client.retry':
      return `${node} asks ${op.target ?? 'again'} for ${op.operation}${op.tries > 0 ? `, try ${op.tries}` : ''}${end}`;
    case 'client.ok':
      return `${node} has its answer to ${op.operation}: ${answerWords(op.result)}.`;
    case 'client.fail':
      return `${node} was refused ${op.operation}${end}`;
    case 'client.info':
      return `${node} does not know whether ${op.operation} took effect${end}`;
    default:
      return ev satisfies never;
  }
}
