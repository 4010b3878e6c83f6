/** Commands that move through the run: its pace, the window on it, and its events one by one. */
import type { Lab } from '../panels/faults/actions.ts';
import type { useTimeline } from '../panels/timeline/store.ts';
import { always, type Command } from './command.ts';

type Timeline = ReturnType<typeof useTimeline>;

export function timelineCommands(lab: Lab, timeline: Timeline): Command[] {
  return [...paceCommands(lab), ...windowCommands(timeline), ...eventCommands(timeline)];
}

function paceCommands(lab: Lab): Command[] {
  const needsCluster = () => (lab.cluster ? null : 'Nothing is running. Start a cluster first.');
  const paceTo = (mode: 'real' | 'classroom' | 'step', title: string, keywords: string): Command => ({
    id: `pace.${mode}`,
    title,
    keywords,
    group: 'Pace',
    keys: [],
    when: needsCluster,
    run: () => void lab.call('clock.pace', { mode }),
  });
  let before: 'real' | 'classroom' = 'classroom';
  return [
    {
      id: 'pace.hold',
      get title() {
        return lab.view.pace.mode === 'step' ? 'Run' : 'Hold';
      },
      keywords: 'pause play stop freeze clock step',
      group: 'Pace',
      keys: ['Space'],
      when: needsCluster,
      run: () => {
        const { mode } = lab.view.pace;
        if (mode !== 'step') before = mode;
        void lab.call('clock.pace', { mode: mode === 'step' ? before : 'step' });
      },
    },
    {
      id: 'step.next',
      title: 'Deliver the next message',
      keywords: 'step advance timer',
      group: 'Pace',
      keys: ['N'],
      when: () => needsCluster() ?? (lab.view.pace.mode === 'step' ? null : 'Only at step pace: press Space to hold.'),
      run: () => void lab.call('message.next', {}),
    },
    paceTo('real', 'Pace: real time', 'fast 50 ms heartbeats'),
    paceTo('classroom', 'Pace: classroom', 'slow visible messages'),
    paceTo('step', 'Pace: step by step', 'hold messages by hand'),
  ];
}

function windowCommands(timeline: Timeline): Command[] {
  const command = (id: string, title: string, keywords: string, keys: string[], run: () => void): Command => {
    const byPlace = keys.length > 0 && keys.every((key) => /^[WASD]$/.test(key));
    return { id: `timeline.${id}`, title, keywords, group: 'Timeline', keys, byPlace, when: always, run };
  };
  return [
    command('zoomIn', 'Zoom in', 'closer less time', ['W'], () => timeline.zoom(0.6)),
    command('zoomOut', 'Zoom out', 'farther more time', ['S'], () => timeline.zoom(1 / 0.6)),
    command('left', 'Earlier', 'pan left back', ['A'], () => timeline.pan(-0.2)),
    command('right', 'Later', 'pan right forward', ['D'], () => timeline.pan(0.2)),
    command('start', 'To the start of the run', 'home beginning first', ['Home'], timeline.toStart),
    command('live', 'To the live edge', 'end now follow', ['End'], timeline.toLive),
    command('fit', 'Show the whole run', 'fit all zoom', ['0'], timeline.fit),
    command('focus', 'Bring the selected event into view', 'focus centre', ['F'], () =>
      timeline.select(timeline.selected),
    ),
  ];
}

function eventCommands(timeline: Timeline): Command[] {
  const command = (id: string, title: string, keywords: string, key: string, run: () => void): Command => ({
    id: `timeline.${id}`,
    title,
    keywords,
    group: 'Timeline',
    keys: [key],
    when: () => (timeline.model.length > 0 ? null : 'Nothing has happened yet.'),
    run,
  });
  return [
    command('previous', 'Previous event', 'step back', ',', () => timeline.step(-1)),
    command('next', 'Next event', 'step forward', '.', () => timeline.step(1)),
    command('previousTerm', 'Previous term', 'election back', '[', () => timeline.stepTerm(-1)),
    command('nextTerm', 'Next term', 'election forward', ']', () => timeline.stepTerm(1)),
  ];
}
