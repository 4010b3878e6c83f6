/** Starts the page's workers under its policy of trusted types: only scripts that were built for it. */

/** What of trusted types is needed; TypeScript's own DOM types do not know them yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
  }
}

/** The workers that were asked for by their name in the code, each with the address that its built script has. */
const built = new Set<string>();
/** Named in the Content-Security-Policy (core/hosting/built-files.ts); made once, for a name may not be used again. */
let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

function createScriptURL(url: string): string {
  if (!built.has(url)) throw new TypeError(`${url} is not the script of a worker.`);
  return url;
}

/** `address`: of an import that ends in `?worker&url`, and nothing else. */
export function startWorker(address: string, name: string): Worker {
  built.add(address);
  policy ??= window.trustedTypes?.createPolicy('raftarium-worker', { createScriptURL });
  return new Worker(policy?.createScriptURL(address) ?? address, { type: 'module', name });
}
