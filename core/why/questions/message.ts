/** Why a message is not delivered: it was lost and by what, it waits for a hand, or it is still on its way (§2, §5.5). */
import { isCut, linkKey } from '../../trace/queries.ts';
import type { Finding, Question } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { holdOf, slowRuleOf } from '../parts/held.ts';
import { cutOf, fateOf, hindrance, sendingOf, stopOf } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

export function explainMessage(past: Past, { from, to, id }: Question<'message'>): Finding<'message'> {
  const sent = sendingOf(past, { from, to, id });
  const about = { from, to, id };
  if (sent === null) return finding({ ...about, verdict: 'unknownMessage' }, new Causes());
  const because = new Causes().add('sent', sent);
  const fate = fateOf(past, sent);
  if (fate === null) return underWay(past, about, because);
  if (fate.ev !== 'msg.drop') return finding({ ...about, verdict: 'received' }, because.add('received', fate));
  because.add('lost', fate);
  if (fate.why === 'cut') because.add('cut', cutOf(past, from, to, fate.seq));
  if (fate.why === 'down') because.add('stopped', stopOf(past, to, fate.seq));
  const next = {
    what: fate.why === 'cut' && isCut(past.view, from, to) ? 'heals' : 'resent',
    who: [from, to],
    count: null,
  } as const;
  return finding({ ...about, verdict: 'dropped', why: fate.why }, because, next);
}

interface About {
  readonly from: string;
  readonly to: string;
  readonly id: string;
}

function underWay(past: Past, about: About, because: Causes): Finding<'message'> {
  const { from, to, id } = about;
  const link = linkKey(from, to);
  const next = { what: 'delivered', who: [to], count: null } as const;
  if (past.view.messages.get(id)?.held === true) {
    because.add('held', holdOf(past, about));
    return finding({ ...about, verdict: 'held' }, because, next);
  }
  const blocked = past.node(to) === null ? null : hindrance(past, from, to);
  because
    .hindered(blocked)
    .add('held', slowRuleOf(past, from, to), past.view.pace.holdMs === 0 ? null : past.last('lab.pace', 'lab'));
  const delayMs = (past.view.links.get(link)?.delayMs ?? 0) + (past.view.pace.holdMs ?? 0);
  return finding({ ...about, verdict: 'underWay', hindrance: blocked, delayMs }, because, next);
}

function finding(
  holds: Finding<'message'>['holds'],
  because: Causes,
  next: Finding<'message'>['next'] = null,
): Finding<'message'> {
  return { holds, rule: rules.unreliableNetwork, compared: [], because: because.list(), next };
}
