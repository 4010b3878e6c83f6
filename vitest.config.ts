/** How the tests run: plain Node, nothing in watch mode; what lives in virtual time side by side, what is real in turn. */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Real servers and browsers keep real time and would be late beside a busy core; real scenarios mostly wait, so two at a time. */
const real = ['acceptance/real', 'cli', 'electron', 'hosts', 'journey', 'lab', 'transport'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);
const all = 'test/**/*.test.ts';

export default defineConfig({
  plugins: [vue()],
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        extends: true,
        test: { name: 'virtual', include: [all], exclude: real, maxWorkers: 2, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: { name: 'real', include: real, maxWorkers: 1, maxConcurrency: 2, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
