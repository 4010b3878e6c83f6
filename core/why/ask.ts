/** Asking: a question about an instant of the trace, and its answer. */
import type { Answer, Question } from './answer.ts';
import type { Past } from './past.ts';
import { explainEntry } from './questions/entry.ts';
import { explainGap } from './questions/gap.ts';
import { explainLead } from './questions/lead.ts';
import { explainMessage } from './questions/message.ts';
import { explainNextIndex } from './questions/next-index.ts';
import { explainOperation } from './questions/operation.ts';
import { explainRead } from './questions/read.ts';
import { explainRefusal } from './questions/refusal.ts';
import { explainRole } from './questions/role.ts';
import { explainVote } from './questions/vote.ts';

export function explain(past: Past, question: Question): Answer {
  switch (question.ask) {
    case 'entry':
      return { ask: 'entry', question, ...explainEntry(past, question) };
    case 'vote':
      return { ask: 'vote', question, ...explainVote(past, question) };
    case 'role':
      return { ask: 'role', question, ...explainRole(past, question) };
    case 'nextIndex':
      return { ask: 'nextIndex', question, ...explainNextIndex(past, question) };
    case 'read':
      return { ask: 'read', question, ...explainRead(past, question) };
    case 'operation':
      return { ask: 'operation', question, ...explainOperation(past, question) };
    case 'lead':
      return { ask: 'lead', question, ...explainLead(past, question) };
    case 'message':
      return { ask: 'message', question, ...explainMessage(past, question) };
    case 'gap':
      return { ask: 'gap', question, ...explainGap(past, question) };
    case 'refusal':
      return { ask: 'refusal', question, ...explainRefusal(past, question) };
    default:
      return question satisfies never;
  }
}
