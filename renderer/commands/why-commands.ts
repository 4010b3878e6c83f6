/** The command that asks why about what was picked last. */
import type { Subject } from '../../core/why/subjects.ts';
import type { Command } from './command.ts';

/** What the command needs of the Why? panel. */
export interface WhyState {
  readonly picked: Subject | null;
  askPicked(): void;
}

export function whyCommands(why: WhyState): Command[] {
  return [
    {
      id: 'why.ask',
      title: 'Why?',
      keywords: 'explain reason cause rule paper because',
      group: 'Trace',
      keys: ['Y'],
      when: () => (why.picked === null ? 'Pick a node, an entry of a log, or an event of the timeline first.' : null),
      run: why.askPicked,
    },
  ];
}
