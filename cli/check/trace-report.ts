/** The report on a trace in lines for people: every rule with its verdict, and the events that clash. */
import { type Finding, rules } from '../../core/check/trace-judge.ts';
import { sentenceOf } from './search.ts';
import type { TraceReport } from './trace.ts';

const SHOWN = 3;

export function linesOf(report: TraceReport): string[] {
  const { trace, events, verdict, notices, findings, recorded, linearizability, isProved } = report;
  const judged = rules.flatMap((rule) => {
    const broken = findings.filter(({ invariant }) => invariant === rule);
    return broken.length === 0 ? [`  ok         ${rule}`] : [`  VIOLATION  ${rule}`, ...details(broken)];
  });
  const live = recorded.map(({ invariant, detail, seq }) => `  recorded   ${invariant}: ${detail} (event ${seq})`);
  return [
    ...judged,
    `  ${sentenceOf(linearizability)}`,
    ...(linearizability.verdict === 'undecided' && isProved ? [proof] : []),
    ...live,
    ...notices,
    `${trace}: ${ending[verdict]}, ${events} events.`,
  ];
}

const proof = '             But the order of the log explains every answer, which decides it: ok.';

const ending = {
  ok: 'every rule holds',
  violation: 'a rule is broken',
  undecided: 'undecided',
} as const;

function details(findings: readonly Finding[]): string[] {
  const shown = findings.slice(0, SHOWN).map(({ detail, seqs }) => `             ${detail}${eventsOf(seqs)}`);
  const more = findings.length - shown.length;
  return more === 0 ? shown : [...shown, `             and ${more} more like it`];
}

function eventsOf(seqs: readonly number[]): string {
  return seqs.length === 0 ? '' : ` (event${seqs.length === 1 ? '' : 's'} ${seqs.join(', ')})`;
}
