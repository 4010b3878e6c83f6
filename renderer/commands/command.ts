/** What a command is: one thing the user can do, wherever it is offered – key, palette, menu or button. */

export const commandGroups = [
  'Nodes',
  'Members',
  'Network',
  'Pace',
  'Timeline',
  'Client',
  'Trace',
  'Go to',
  'View',
  'Help',
] as const;
export type CommandGroup = (typeof commandGroups)[number];

export interface Command {
  /** `group.verb`, stable: tests and settings refer to it. */
  readonly id: string;
  /** What it would do now: `Crash S3`. */
  readonly title: string;
  /** Further words the palette finds it by. */
  readonly keywords: string;
  readonly group: CommandGroup;
  /** As keys.ts reads them: `Ctrl+K`, `Shift+I`, `Space`. Plain ones work while a lab panel has focus. */
  readonly keys: readonly string[];
  /** The keys mean places on the keyboard (W A S D), not letters. */
  readonly byPlace?: boolean;
  /** Why it cannot run now, as a sentence; null when it can. */
  readonly when: () => string | null;
  readonly run: () => void;
}

/** For commands that can always run. */
export function always(): null {
  return null;
}
