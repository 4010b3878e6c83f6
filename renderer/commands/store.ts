/** The one command table of the page, and the switch for single-letter keys (WCAG 2.1.4). */
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { useExport } from '../panels/export/store.ts';
import { useFaults } from '../panels/faults/store.ts';
import { useMembers } from '../panels/members/store.ts';
import { useRules } from '../panels/rules/store.ts';
import { useTimeline } from '../panels/timeline/store.ts';
import { useTraces } from '../panels/traces/store.ts';
import { useWhy } from '../panels/why/store.ts';
import { usePictures } from '../picture/store.ts';
import { useLab } from '../stores/lab.ts';
import { usePlayhead } from '../stores/playhead.ts';
import { useUi } from '../stores/ui.ts';
import type { Command } from './command.ts';
import { memberCommands } from './member-commands.ts';
import { networkCommands } from './network-commands.ts';
import { nodeCommands } from './node-commands.ts';
import { pictureCommands } from './picture-commands.ts';
import { timelineCommands } from './timeline-commands.ts';
import { traceCommands } from './trace-commands.ts';
import { viewCommands } from './view-commands.ts';
import { whyCommands } from './why-commands.ts';

const lettersKey = 'raftarium.letters';

export const useCommands = defineStore('commands', () => {
  const lab = useLab();
  const ui = useUi();
  const why = useWhy();
  /** False: only keys with Ctrl or Alt and function keys work. */
  const letters = ref(localStorage.getItem(lettersKey) !== 'off');
  /** What the palette's field begins with when it opens. */
  const palettePrefix = ref('');

  function toggleLetters(): void {
    letters.value = !letters.value;
    localStorage.setItem(lettersKey, letters.value ? 'on' : 'off');
  }

  function openPalette(prefix: string): void {
    palettePrefix.value = prefix;
    ui.paletteOpen = true;
  }

  const all: readonly Command[] = [
    ...nodeCommands(lab),
    ...memberCommands(lab, useMembers(), useRules()),
    ...networkCommands(lab, useFaults()),
    ...timelineCommands(lab, useTimeline(), usePlayhead()),
    ...traceCommands(lab, useExport(), useTraces(), ui),
    ...pictureCommands(usePictures()),
    ...whyCommands(why),
    ...viewCommands(ui, openPalette, toggleLetters, why.close),
  ];

  function find(id: string): Command | undefined {
    return all.find((command) => command.id === id);
  }

  /** Runs a command, or says why it cannot run now. */
  function run(id: string): void {
    const command = find(id);
    if (!command) throw new Error(`no command ${id}`);
    const reason = command.when();
    if (reason === null) command.run();
    else lab.notify(reason);
  }

  return { all, find, run, letters, toggleLetters, palettePrefix, openPalette };
});
