/** Starts the judge's worker under the page's policy of trusted types: only the one script that was built for it. */
import address from './worker/judge.worker.ts?worker&url';

/** What of trusted types is needed; TypeScript's own DOM types do not know them yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
  }
}

/** Named in the Content-Security-Policy (core/hosting/built-files.ts); made once, for a name may not be used again. */
let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

function createScriptURL(url: string): string {
  if (url !== address) throw new TypeError(`${url} is not the script of the judge.`);
  return url;
}

export function openWorker(): Worker {
  policy ??= window.trustedTypes?.createPolicy('raftarium-worker', { createScriptURL });
  return new Worker(policy?.createScriptURL(address) ?? address, { type: 'module', name: 'judge' });
}
