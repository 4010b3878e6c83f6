/** Link rules in words, and the questions the fault controls ask about them. */
import type { LinkRule } from '../../../core/trace/events.ts';

export function goodLink(from: string, to: string): LinkRule {
  return { from, to, cut: false, delayMs: 0, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 };
}

/** True when the link behaves like one that nobody touched. */
export function isHarmless(rule: LinkRule): boolean {
  return !rule.cut && rule.delayMs + rule.jitterMs + rule.loss + rule.duplicate + rule.reorder === 0;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** The parts of a rule that differ from a good link: `cut`, or `+80 ± 20 ms, loses 5 %`. */
export function ruleText(rule: LinkRule): string {
  if (rule.cut) return 'cut';
  const parts: string[] = [];
  if (rule.delayMs > 0 || rule.jitterMs > 0) {
    parts.push(`+${rule.delayMs}${rule.jitterMs > 0 ? ` ± ${rule.jitterMs}` : ''} ms`);
  }
  if (rule.loss > 0) parts.push(`loses ${percent(rule.loss)}`);
  if (rule.duplicate > 0) parts.push(`doubles ${percent(rule.duplicate)}`);
  if (rule.reorder > 0) parts.push(`reorders ${percent(rule.reorder)}`);
  return parts.length > 0 ? parts.join(', ') : 'in good order';
}
