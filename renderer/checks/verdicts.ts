/** Where each rule stands, in a word, a sign and a sentence. */
import type { CheckVerdict } from '../../core/trace/report/report.ts';
import { countText } from '../parts/format.ts';
import { meanings, settledRules } from './meanings.ts';
import type { ClientVerdict, Found, Occasion } from './messages.ts';

export type Standing = 'held' | 'violated' | 'undecided' | 'running' | 'untried';

export interface RuleVerdict {
  readonly standing: Standing;
  /** `Held 412 times`, `Violated`, `Not tried yet` … */
  readonly words: string;
  /** The last event that could have broken it, or that did; null while there is none. */
  readonly lastSeq: number | null;
}

export interface Judgement {
  readonly found: readonly Found[];
  readonly occasions: ReadonlyMap<string, Occasion>;
  /** Of the history of the clients; null before it was looked at. */
  readonly clients: ClientVerdict | null;
  readonly hole: string | null;
}

export function verdictOf(invariant: string, { found, occasions, clients, hole }: Judgement): RuleVerdict {
  const broken = found.filter((finding) => finding.invariant === invariant);
  const occasion = occasions.get(invariant);
  const lastSeq = broken[0]?.seqs.at(-1) ?? occasion?.lastSeq ?? null;
  if (broken.length > 0) {
    const times = broken.length === 1 ? 'once' : `${countText(broken.length)} times`;
    return { standing: 'violated', words: `Violated ${times}`, lastSeq };
  }
  if (occasion === undefined) return { standing: 'untried', words: 'Not tried yet', lastSeq };
  const times = occasion.count === 1 ? 'once' : `${countText(occasion.count)} times`;
  if (hole !== null) return { standing: 'undecided', words: `Held ${times}, then events are missing`, lastSeq };
  if (settledRules.has(invariant) && (clients === null || clients.verdict === 'running')) {
    return { standing: 'running', words: 'Being judged', lastSeq };
  }
  if (invariant === 'Linearizability' && clients?.verdict === 'undecided') {
    return { standing: 'undecided', words: `Undecided: ${clients.detail}`, lastSeq };
  }
  return { standing: 'held', words: `Held ${times}`, lastSeq };
}

/** All rules for the lab report, the broken ones with what was found. */
export function verdictsForReport(judgement: Judgement): CheckVerdict[] {
  return Object.entries(meanings).map(([name, { means }]) => {
    const { standing, words } = verdictOf(name, judgement);
    const broken = judgement.found.find(({ invariant }) => invariant === name);
    return { name, verdict: words, isBad: standing === 'violated', detail: broken?.detail ?? means };
  });
}
