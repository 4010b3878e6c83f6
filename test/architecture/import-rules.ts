/** Which folder may import which, and why. The table of docs/ARCHITECTURE.md, as data. */

export interface ImportRule {
  /** Folders or modules of ours. A trailing `:types` allows type imports only. */
  readonly ours: readonly string[];
  /** npm packages by name; `node:` stands for every built-in module. */
  readonly packages: readonly string[];
  readonly why: string;
}

const pure = 'it is pure: the same inputs must give the same outputs on a disk, in virtual time and in the page';

export const importRules: Readonly<Record<string, ImportRule>> = {
  'core/raft': { ours: [], packages: [], why: `the algorithm stands alone, and ${pure}` },
  'core/machine': {
    ours: ['core/raft:types'],
    packages: [],
    why: `a state machine knows only what is committed, and ${pure}`,
  },
  'core/trace': {
    // hyparquet-writer, of its pure parts only: the page and the command line write Parquet with the same few lines.
    ours: ['core/raft:types', 'core/machine/command'],
    packages: ['valibot', 'hyparquet-writer'],
    why: `the page folds the same trace, and ${pure}`,
  },
  'core/check': {
    ours: ['core/raft', 'core/machine', 'core/trace'],
    packages: ['valibot'],
    why: 'a judge sees the trace, never the run; histories of other programs come in here',
  },
  'core/why': {
    ours: ['core/raft:types', 'core/trace', 'core/machine/command'],
    packages: [],
    why: `an answer rests on the trace alone, and ${pure}`,
  },
  'core/contract': {
    ours: ['core/raft:types', 'core/trace:types', 'core/check:types'],
    packages: ['valibot'],
    why: 'all hosts and the page load it; whatever it loaded they would all load',
  },
  'core/node': {
    ours: ['core/raft', 'core/machine', 'core/trace'],
    packages: [],
    why: 'the shell meets disk, network and clock only through its ports, or it could not run in virtual time',
  },
  'core/zoo': {
    ours: ['core/raft', 'core/machine', 'core/node/node-options:types'],
    packages: [],
    why: 'a bug is put in from outside, and the honest core knows of none',
  },
  'core/storage': {
    ours: ['core/node/ports', 'core/raft:types'],
    packages: ['nedb-promises', 'valibot', 'node:'],
    why: 'an adapter implements a port and knows nothing of who uses it',
  },
  'core/transport': {
    ours: ['core/node/ports', 'core/node/client-messages:types', 'core/raft:types', 'core/trace:types'],
    packages: ['socket.io', 'socket.io-client', 'valibot', 'node:'],
    why: 'an adapter implements a port and knows nothing of who uses it',
  },
  'core/recording': {
    ours: ['core/trace'],
    packages: ['valibot', 'node:'],
    why: 'it only puts traces on a disk and reads them',
  },
  'core/client': {
    ours: [
      'core/node/ports',
      'core/node/client-messages:types',
      'core/node/message-record',
      'core/machine',
      'core/trace',
    ],
    packages: [],
    why: "it is §8's client: to it the cluster is addresses that may or may not answer",
  },
  'core/cluster': {
    ours: [
      'core/raft',
      'core/machine',
      'core/trace',
      'core/node',
      'core/transport/links',
      'core/client',
      'core/contract:types',
    ],
    packages: [],
    why: 'it runs over a world that is given to it, real or virtual',
  },
  'core/scenario': {
    ours: ['core/contract', 'core/trace', 'core/check'],
    packages: ['yaml', 'valibot'],
    why: 'a scenario speaks the contract, so that one file runs in both worlds',
  },
  'core/sim': {
    ours: [
      ...['core/raft', 'core/machine', 'core/trace', 'core/check', 'core/node', 'core/cluster', 'core/client'],
      ...[
        'core/storage/memory',
        'core/storage/faults',
        'core/transport/memory',
        'core/transport/links',
        'core/scenario',
      ],
      ...['core/contract', 'core/zoo'],
    ],
    packages: ['node:crypto'],
    why: 'nothing of the real world may reach a run that must be replayed bit for bit',
  },
  'core/lab': {
    ours: [
      ...['core/raft', 'core/machine', 'core/trace', 'core/check', 'core/contract', 'core/node', 'core/storage'],
      ...['core/transport', 'core/recording', 'core/client', 'core/cluster', 'core/scenario'],
      'core/zoo',
    ],
    packages: ['valibot', 'node:'],
    why: 'the real lab must not depend on the simulated one',
  },
  'core/hosting': {
    ours: ['core/contract'],
    packages: ['node:'],
    why: 'what hosts share carries the contract and never looks inside',
  },
  electron: {
    ours: ['core/lab', 'core/contract', 'core/hosting'],
    packages: ['electron', 'node:'],
    why: 'a host has no logic',
  },
  cli: {
    ours: [
      ...['core/lab', 'core/contract', 'core/hosting', 'core/sim', 'core/check', 'core/trace', 'core/recording'],
      ...['core/scenario', 'core/zoo', 'package.json', 'docs/trace-event.v1.schema.json'],
    ],
    packages: ['socket.io', 'node:'],
    why: 'a host has no logic, and it must start without Electron',
  },
  'renderer/checks/worker': {
    ours: ['core/check', 'core/trace', 'renderer/checks'],
    packages: [],
    why: 'it judges events beside the page, and whatever it loads the page itself need not',
  },
  'renderer/channel/worker': {
    ours: ['core/contract:types', 'renderer/channel'],
    packages: ['socket.io-client'],
    why: 'it carries bytes beside the page, and knows nothing of them',
  },
  renderer: {
    ours: ['core/contract', 'core/trace', 'core/machine/command', 'core/check:types', 'core/why'],
    packages: [
      ...['vue', 'pinia', 'valibot', 'reka-ui', '@lucide/vue', '@tanstack/vue-virtual', 'socket.io-client'],
      ...['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'],
    ],
    why: 'the page draws the trace; it must not be able to reach a node',
  },
};
