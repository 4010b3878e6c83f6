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
      return { question, ...explainEntry(past, question) };
    case 'vote':
      return { question, ...explainVote(past, question) };
    case 'role':
      return { question, ...explainRole(past, question) };
    case 'nextIndex':
      return { question, ...explainNextIndex(past, question) };
    case 'read':
      return { question, ...explainRead(past, question) };
    case 'operation':
      return { question, ...explainOperation(past, question) };
    case 'lead':
      return { question, ...explainLead(past, question) };
    case 'message':
      return { question, ...explainMessage(past, question) };
    case 'gap':
      return { question, ...explainGap(past, question) };
    case 'refusal':
      return { question, ...explainRefusal(past, question) };
    default:
      return question satisfies never;
  }
}
