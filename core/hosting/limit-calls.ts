/** Keeps one page from drowning the lab: calls beyond a fair rate are answered `busy` and never reach it. */
import type { Reply } from '../contract/lab-api.ts';
import type { Serve } from '../contract/serve.ts';
import { rateLimit } from './rate-limit.ts';

const CALLS_PER_SECOND = 100;
const CALLS_AT_ONCE = 200;
const MAX_UNANSWERED = 100;

const BUSY: Reply<never> = {
  ok: false,
  error: { code: 'busy', message: 'Too many calls at once. Wait a moment, then try again.' },
};

export function limitCalls(call: Serve): Serve {
  const limit = rateLimit(CALLS_PER_SECOND, CALLS_AT_ONCE);
  let unanswered = 0;
  return async (method, params) => {
    if (unanswered >= MAX_UNANSWERED || !limit.take()) return BUSY;
    unanswered += 1;
    try {
      return await call(method, params);
    } finally {
      unanswered -= 1;
    }
  };
}
