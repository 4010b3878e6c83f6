/** Runs the command line from a checkout, built anew when a source is newer. */
import { join } from 'node:path';
import { buildIfNewer } from './build-if-newer.mjs';
import { root, runNode } from './toolbox.mjs';

process.exitCode = (await buildIfNewer()) || (await runNode(join(root, 'out/main/cli.js'), process.argv.slice(2)));
