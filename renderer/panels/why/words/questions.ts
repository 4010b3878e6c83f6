/** The questions in words, as the panel offers them. */
import type { Question } from '../../../../core/why/answer.ts';

export function questionText(question: Question): string {
  switch (question.ask) {
    case 'entry': {
      const where = question.node === null ? '' : ` of ${question.node}`;
      return `Why is entry ${question.index}${where} committed, or not?`;
    }
    case 'vote':
      return `Why did ${question.voter} give or refuse ${question.candidate} its vote?`;
    case 'role':
      return `Why did ${question.node} last change its role?`;
    case 'nextIndex':
      return `Why did ${question.leader} take nextIndex of ${question.peer} back?`;
    case 'read':
      return 'Why is this read waiting?';
    case 'operation':
      return 'Why was it sent so often, and how often applied?';
    case 'lead':
      return `Why can ${question.node} not become leader?`;
    case 'message':
      return `Why is the message from ${question.from} to ${question.to} not delivered?`;
    case 'gap':
      return `Why does ${question.node} lack entries of its leader?`;
    case 'refusal':
      return 'Why was this refused?';
    default:
      return question satisfies never;
  }
}
