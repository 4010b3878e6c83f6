/** Does a recorded run again, with all or only some of what was done to it. */
import type { Deed } from '../../scenario/language/deed.ts';
import { JudgedRun, type Recording } from '../judged-run.ts';
import type { RunReport } from '../report.ts';

/** With all deeds of the recording it is the same run; with fewer it is another one in the same world. */
export function replay(recording: Recording, deeds: readonly Deed[] = recording.deeds): RunReport {
  const run = new JudgedRun(recording);
  const { virtual } = run;
  virtual.start();
  for (const { at, ...act } of deeds) virtual.stage.at(Math.round(at * 1000), () => virtual.stage.do(act));
  virtual.runWhileClean(Math.round(recording.calmAtMs * 1000));
  if (virtual.isClean) run.recover(recording.recovery);
  return run.report();
}
