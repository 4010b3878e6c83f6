/** Commands that move through the run: its pace, the window on it, and the playhead from event to event. */
import type { Lab } from '../panels/faults/actions.ts';
import type { useTimeline } from '../panels/timeline/store.ts';
import type { usePlayhead } from '../stores/playhead.ts';
import { always, type Command } from './command.ts';

type Timeline = ReturnType<typeof useTimeline>;
type Playhead = ReturnType<typeof usePlayhead>;

export function timelineCommands(lab: Lab, timeline: Timeline, playhead: Playhead): Command[] {
  return [
    holdCommand(lab, playhead),
    ...paceCommands(lab),
    ...windowCommands(lab, timeline),
    ...eventCommands(timeline, playhead),
  ];
}

const needsCluster = (lab: Lab) => (lab.cluster ? null : 'Nothing is running. Start a cluster first.');

/** Space: the cluster runs or is held; in the past, the recording plays or stands still. */
function holdCommand(lab: Lab, playhead: Playhead): Command {
  let before: 'real' | 'classroom' = 'classroom';

  function hold(): void {
    const { mode } = lab.live.pace;
    if (mode !== 'step') before = mode;
    void lab.call('clock.pace', { mode: mode === 'step' ? before : 'step' });
  }

  return {
    id: 'pace.hold',
    get title() {
      if (!playhead.isLive) return playhead.isPlaying ? 'Pause' : 'Play from here';
      return lab.live.pace.mode === 'step' ? 'Run' : 'Hold';
    },
    keywords: 'pause play stop freeze clock step',
    group: 'Pace',
    keys: ['Space'],
    when: () => (playhead.isLive ? needsCluster(lab) : null),
    run: () => {
      if (playhead.isLive) hold();
      else if (playhead.isPlaying) playhead.stop();
      else playhead.play();
    },
  };
}

function paceCommands(lab: Lab): Command[] {
  const mayAct = () => lab.hindrance ?? needsCluster(lab);
  const paceTo = (mode: 'real' | 'classroom' | 'step', title: string, keywords: string): Command => ({
    id: `pace.${mode}`,
    title,
    keywords,
    group: 'Pace',
    keys: [],
    when: mayAct,
    run: () => void lab.call('clock.pace', { mode }),
  });
  return [
    {
      id: 'step.next',
      title: 'Deliver the next message',
      keywords: 'step advance timer',
      group: 'Pace',
      keys: ['N'],
      when: () => mayAct() ?? (lab.live.pace.mode === 'step' ? null : 'Only at step pace: press Space to hold.'),
      run: () => void lab.call('message.next', {}),
    },
    paceTo('real', 'Pace: real time', 'fast 50 ms heartbeats'),
    paceTo('classroom', 'Pace: classroom', 'slow visible messages'),
    paceTo('step', 'Pace: step by step', 'hold messages by hand'),
  ];
}

function windowCommands(lab: Lab, timeline: Timeline): Command[] {
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
    {
      ...command('live', '', 'end now follow live edge', ['End'], timeline.toLive),
      get title() {
        return lab.recording === null ? 'To the live edge' : 'To the end';
      },
    },
    command('fit', 'Show the whole run', 'fit all zoom', ['0'], timeline.fit),
    command('focus', 'Bring the selected event into view', 'focus centre', ['F'], () =>
      timeline.select(timeline.selected),
    ),
  ];
}

function eventCommands(timeline: Timeline, playhead: Playhead): Command[] {
  const command = (
    id: string,
    title: string,
    keywords: string,
    keys: readonly string[],
    direction: 1 | -1,
    run: () => void,
  ): Command => ({
    id: `timeline.${id}`,
    title,
    keywords,
    group: 'Timeline',
    keys,
    when: () => {
      if (timeline.model.length === 0) return 'Nothing has happened yet.';
      return direction === 1 && playhead.isLive ? 'You are at the newest event.' : null;
    },
    run,
  });
  return [
    command('previous', 'Previous event', 'step back past', [','], -1, () => timeline.step(-1)),
    command('next', 'Next event', 'step forward', ['.'], 1, () => timeline.step(1)),
    command('previousTerm', 'Previous term', 'election back', ['['], -1, () => timeline.stepBy('term', -1)),
    command('nextTerm', 'Next term', 'election forward', [']'], 1, () => timeline.stepBy('term', 1)),
    command(
      'previousInteresting',
      'Previous term, leader, commit, fault or violation',
      'interesting back',
      ['<'],
      -1,
      () => timeline.stepBy('interesting', -1),
    ),
    command('nextInteresting', 'Next term, leader, commit, fault or violation', 'interesting forward', ['>'], 1, () =>
      timeline.stepBy('interesting', 1),
    ),
    ...[0.1, 0.5, 1, 2, 10].map((speed) =>
      command(`speed${speed}`, `Play the past at speed × ${speed}`, 'slow fast replay', [], -1, () =>
        playhead.play(speed),
      ),
    ),
  ];
}
