/** The page's one keydown listener: finds the command of a key, if the focus allows it. */
import { onBeforeUnmount, onMounted } from 'vue';
import type { Command } from './command.ts';
import { inDialog, inTextField, isTakenBy } from './focus.ts';
import { isPlain, matches, type Pressed } from './keys.ts';
import { useCommands } from './store.ts';

/** The command that a key means; `plainAllowed` says whether keys without Ctrl or Alt may mean one. */
export function commandOf(commands: readonly Command[], pressed: Pressed, plainAllowed: boolean): Command | undefined {
  return commands.find((command) =>
    command.keys.some((key) => (plainAllowed || !isPlain(key)) && matches(key, pressed, command.byPlace)),
  );
}

export function useKeys(): void {
  const commands = useCommands();

  function onKeyDown(event: KeyboardEvent): void {
    const { target } = event;
    if (event.defaultPrevented || event.isComposing || inDialog(target) || isTakenBy(target, event.key)) return;
    const plainAllowed = !inTextField(target) && (commands.letters || event.key === 'Escape');
    const command = commandOf(commands.all, event, plainAllowed);
    if (!command || (event.repeat && command.group !== 'Timeline' && command.group !== 'Go to')) return;
    event.preventDefault();
    commands.run(command.id);
  }

  onMounted(() => window.addEventListener('keydown', onKeyDown));
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeyDown));
}
