/** Carries a call by name to the lab: a known method, parsed parameters, and a reply that is always a value. */
import * as v from 'valibot';
import { type LabApi, type LabError, type LabMethod, paramSchemas, type Reply, type Result } from './lab-api.ts';

export type Serve = (method: string, params: unknown) => Promise<Reply<unknown>>;

/** Deeper than any parameter of the contract, and far from where recursive code runs out of stack. */
const MAX_DEPTH = 64;
/** Every value counts once per place it stands at, so that shared references cannot multiply the work. */
const MAX_VALUES = 10_000;
const MAX_SENTENCE = 300;

/**
 * Makes the one door through which every host lets calls in. It never throws and never rejects: what a method did not
 * foresee goes to `onInternal` whole, and to the caller as `internal` without a word of it.
 */
export function serve(api: LabApi, onInternal: (error: unknown, method: LabMethod) => void): Serve {
  return async (method, params) => {
    if (!isLabMethod(method)) return refused('badMethod', `The lab has no method called ${shorten(String(method))}.`);
    try {
      const excess = excessOf(params);
      if (excess !== null) return refused('badParams', `${method} refuses its parameters: ${excess}.`);
      return await run(api, method, params);
    } catch (error) {
      onInternal(error, method);
      return refused(
        'internal',
        `${method} failed inside the lab. The cluster goes on; the lab's own output says more.`,
      );
    }
  };
}

async function run<Method extends LabMethod>(
  api: LabApi,
  method: Method,
  raw: unknown,
): Promise<Reply<Result<Method>>> {
  const parsed = v.safeParse(paramSchemas[method], raw);
  if (!parsed.success) return refused('badParams', `${method} refuses its parameters: ${problemOf(parsed.issues[0])}.`);
  return api[method](parsed.output);
}

function isLabMethod(method: unknown): method is LabMethod {
  return typeof method === 'string' && Object.hasOwn(paramSchemas, method);
}

/** Says what makes the value too big to look at, or null. Iterative: the input may be nested a million deep. */
function excessOf(root: unknown): string | null {
  const pending: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  let values = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    values += 1;
    if (values > MAX_VALUES) return `they hold more than ${MAX_VALUES} values`;
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth >= MAX_DEPTH) return `they are nested more than ${MAX_DEPTH} deep`;
    const children: unknown[] = Object.values(next.value);
    if (children.length > MAX_VALUES) return `they hold more than ${MAX_VALUES} values`;
    for (const value of children) pending.push({ value, depth: next.depth + 1 });
  }
  return null;
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue);
  const said = shorten(issue.message);
  return field === null ? said : `field ${field}: ${said}`;
}

function shorten(text: string): string {
  return text.length <= MAX_SENTENCE ? text : `${text.slice(0, MAX_SENTENCE)}…`;
}

function refused(code: LabError['code'], message: string): { readonly ok: false; readonly error: LabError } {
  return { ok: false, error: { code, message } };
}
