/** What goes into a lab report besides the run: who wrote it, the student's notes, the verdicts and the pictures. */
import { ref } from 'vue';
import type { ReportExtras } from '../../../core/trace/report/report.ts';
import { useChecks } from '../../checks/store.ts';
import { verdictsForReport } from '../../checks/verdicts.ts';
import { usePictures } from '../../picture/store.ts';

export function createReportWishes() {
  const author = ref('');
  const notes = ref('');

  function extras(): ReportExtras {
    return {
      notes: notes.value,
      author: author.value,
      verdicts: verdictsForReport(useChecks().judgement),
      pictures: usePictures().onThisScreen(),
    };
  }

  return { author, notes, extras };
}
