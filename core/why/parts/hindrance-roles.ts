/** The part that a hindrance's event plays in an explanation. */
import type { CauseRole } from '../answer.ts';
import type { HindranceReason } from '../holds.ts';

const roles: { readonly [Why in HindranceReason]: CauseRole } = {
  down: 'stopped',
  halted: 'stopped',
  paused: 'stopped',
  notStarted: 'stopped',
  cut: 'cut',
  answersCut: 'cut',
  loss: 'lost',
  answersLost: 'lost',
  lost: 'lost',
  held: 'held',
  answersHeld: 'held',
  delayed: 'held',
  saving: 'copied',
  probing: 'wentBack',
  snapshot: 'sent',
  onItsWay: 'sent',
};

export function roleOf(why: HindranceReason): CauseRole {
  return roles[why];
}
