/** Where the keyboard goes on after a dialog about a recording: to the same button of its row, or of the row in its place. */
import type { RecordingDescription } from '../../../../core/contract/recordings.ts';

/** As `data-act` marks the buttons of a row. */
export type Act = 'describe' | 'delete';

/** null: no recording is left. Then the one button that the screen always has is the place to go on. */
export function focusRow(recording: RecordingDescription | null, act: Act): void {
  const row = recording === null ? null : document.querySelector(`[data-recording="${CSS.escape(recording.id)}"]`);
  const button = row?.querySelector(`[data-act="${act}"]`) ?? document.querySelector('[data-act="open-file"]');
  if (button instanceof HTMLElement) button.focus();
}
