/** A finding as text in the clipboard, for a report of a defect or for a lab journal. */
import type { useLab } from '../stores/lab.ts';
import { clashOf, clashReport } from './clash.ts';
import type { Found } from './messages.ts';

export async function copyFinding(lab: ReturnType<typeof useLab>, finding: Found): Promise<void> {
  const { header } = lab.view;
  const source =
    header === null ? '' : `Run ${header.run} of cluster ${header.config.cluster}, seed ${header.config.seed}.`;
  const clash = clashOf(finding, (seq) => lab.events.at(seq - 1));
  try {
    await navigator.clipboard.writeText(clashReport(finding, clash, source));
    lab.notify('The report is in the clipboard.', 'good');
  } catch {
    lab.notify('The clipboard may not be written here.', 'bad');
  }
}
