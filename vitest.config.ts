/** How the tests run: plain Node, nothing in watch mode, in three groups, one after the other. */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const filesOf = (...places: string[]) => places.map((place) => `test/${place}`);
/** Processes and sockets: they wait more than they work, and none of them looks at the clock closely. */
const patient = filesOf(
  ...['cli/**/*.test.ts', 'electron/**/*.test.ts', 'hosts/**/*.test.ts', 'transport/**/*.test.ts'],
  ...['lab/kill.test.ts', 'lab/exactly-once.test.ts', 'lab/past-is-truth.test.ts', 'lab/resume.test.ts'],
);
/** Real clusters and browsers keep real time, and would be late beside a busy core; scenarios mostly wait, two at a time. */
const real = filesOf('journey/**/*.test.ts', 'lab/**/*.test.ts');

export default defineConfig({
  plugins: [vue()],
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'virtual',
          include: ['test/**/*.test.ts'],
          exclude: [...patient, ...real],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'patient', include: patient, maxWorkers: 2, sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: {
          name: 'real',
          include: real,
          exclude: patient,
          maxWorkers: 1,
          maxConcurrency: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
