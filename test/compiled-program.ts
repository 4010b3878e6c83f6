/** A program of the tests, compiled once, so that starting it many times costs no more than starting Node. */
import { basename, join } from 'node:path';
import { build } from 'vite';

/** Bundles the TypeScript file `entry` into `folder`; gives the path to run. */
export async function compileProgram(entry: string, folder: string): Promise<string> {
  const name = `${basename(entry, '.ts')}.mjs`;
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: entry, outDir: folder, rolldownOptions: { output: { entryFileNames: name } } },
  });
  return join(folder, name);
}
