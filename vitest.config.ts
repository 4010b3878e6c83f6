/** How the tests run: plain Node, nothing in watch mode, in three groups, the longest files of each first. */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const filesOf = (...places: string[]) => places.map((place) => `test/${place}`);
/** Processes, sockets and disks: they wait more than they work, and none of them looks at the clock closely. */
const patient = filesOf(
  ...['cli/**/*.test.ts', 'electron/**/*.test.ts', 'hosts/**/*.test.ts', 'transport/**/*.test.ts'],
  ...['storage/**/*.test.ts', 'acceptance/*-disks.test.ts', 'recording/**/*.test.ts', 'trace/consumers/**/*.test.ts'],
  ...['lab/kill.test.ts', 'lab/exactly-once.test.ts', 'lab/past-is-truth.test.ts', 'lab/resume.test.ts'],
);
/** Real clusters and browsers keep real time, and would be late beside a busy core; scenarios mostly wait, three at a time. */
const real = filesOf('journey/**/*.test.ts', 'lab/**/*.test.ts');

/** Seconds, of those that would keep one core waiting if they came last. */
const long: Readonly<Record<string, number>> = {
  'mutants/paper-mutants': 32,
  'storage/snapshots/crash': 40,
  'sim/simulation': 18,
  'check/trace-judge': 21,
  'mutants/thesis-mutants': 17,
  'scenario/virtual': 16,
  'zoo/zoo': 14,
  'storage/histories': 14,
  'lab/past-is-truth': 78,
  'cli/export-formats': 30,
  'lab/exactly-once': 13,
  'lab/kill': 26,
  'cli/check': 15,
  'hosts/cross-site': 15,
  'journey/why': 44,
  'lab/scenarios-on-real-nodes': 43,
  'journey/appearance': 40,
  'journey/report': 37,
  'journey/membership': 29,
  'journey/time-travel': 26,
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const secondsOf = ({ moduleId }: TestSpecification) => long[/test\/(.+)\.test\.ts$/.exec(moduleId)?.[1] ?? ''] ?? 0;
    return files.toSorted((one, other) => secondsOf(other) - secondsOf(one));
  }
}

export default defineConfig({
  plugins: [vue()],
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    dangerouslyIgnoreUnhandledErrors: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'virtual',
          include: ['test/**/*.test.ts'],
          exclude: [...patient, ...real],
          maxWorkers: 1,
          isolate: false,
          // scripts/test.mjs gives them what the others leave.
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'patient', include: patient, maxWorkers: 2, sequence: { groupOrder: 2 } } },
      {
        extends: true,
        test: {
          name: 'real',
          include: real,
          exclude: patient,
          maxWorkers: 1,
          isolate: false,
          maxConcurrency: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
