/** The verdict of an answer as a sentence. */
import type { Answer } from '../../../../core/why/answer.ts';
import { operationText, readText } from './clients.ts';
import { leadText, roleText, voteText } from './elections.ts';
import { entryText } from './entry.ts';
import { gapText, messageText, nextIndexText, refusalText } from './replication.ts';

export function verdictText(answer: Answer): string {
  switch (answer.ask) {
    case 'entry':
      return entryText(answer.holds);
    case 'vote':
      return voteText(answer.holds);
    case 'role':
      return roleText(answer.holds);
    case 'nextIndex':
      return nextIndexText(answer.holds);
    case 'read':
      return readText(answer.holds);
    case 'operation':
      return operationText(answer.holds);
    case 'lead':
      return leadText(answer.holds);
    case 'message':
      return messageText(answer.holds);
    case 'gap':
      return gapText(answer.holds);
    case 'refusal':
      return refusalText(answer.holds);
    default:
      return answer satisfies never;
  }
}
