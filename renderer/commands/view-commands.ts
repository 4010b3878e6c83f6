/** Commands on the page itself: screens, theme, panels, the client's prompt, the palette and the key list. */
import type { useUi } from '../stores/ui.ts';
import { always, type Command, type CommandGroup } from './command.ts';
import { focusPanel, focusPrompt } from './focus.ts';

/** What these commands change of the page. */
export type PageState = Pick<
  ReturnType<typeof useUi>,
  'screen' | 'sidePanel' | 'followTail' | 'keysOpen' | 'toggleTheme'
>;

export function viewCommands(
  ui: PageState,
  palette: (prefix: string) => void,
  toggleLetters: () => void,
  /** Closes what stands where the client's panel belongs. */
  closeAside: () => void = () => {},
): Command[] {
  const command = (
    group: CommandGroup,
    id: string,
    title: string,
    keywords: string,
    keys: readonly string[],
    run: () => void,
  ): Command => ({ id, title, keywords, group, keys, when: always, run });
  return [
    command('Client', 'client.prompt', 'Write a command as a client', 'put get prompt console', ['C'], () => {
      if (!focusPrompt()) {
        ui.screen = 'lab';
        ui.sidePanel = 'client';
        closeAside();
        requestAnimationFrame(focusPrompt);
      }
    }),
    command('View', 'log.tail', 'Follow the tail of the log', 'newest entries scroll', ['G'], () => {
      ui.followTail = !ui.followTail;
    }),
    command('View', 'view.theme', 'Switch between dark and light', 'theme colours night day', [], () =>
      ui.toggleTheme(),
    ),
    command('View', 'view.letters', 'Switch the single-letter keys on or off', 'shortcuts', [], toggleLetters),
    ...(['lab', 'timeline', 'logs', 'client', 'checks', 'compare'] as const).map((screen, place) =>
      command('Go to', `go.${screen}`, `Go to ${screen}`, 'screen', [`Ctrl+${place + 1}`], () => {
        ui.screen = screen;
      }),
    ),
    command('Go to', 'go.nextPanel', 'Next panel', 'focus', ['F6'], () => focusPanel(1)),
    command('Go to', 'go.previousPanel', 'Previous panel', 'focus', ['Shift+F6'], () => focusPanel(-1)),
    command('Help', 'help.palette', 'Find a node, entry, time or command', 'search palette', ['Ctrl+K'], () =>
      palette(''),
    ),
    command('Help', 'help.commands', 'Run a command', 'palette', ['Ctrl+Shift+P'], () => palette('>')),
    command('Help', 'help.keys', 'All keys', 'shortcuts keyboard help', ['?', 'F1'], () => {
      ui.keysOpen = true;
    }),
  ];
}
