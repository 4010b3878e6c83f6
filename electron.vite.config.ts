/** Builds the three parts of the app into out/: main process and command line (one self-contained bundle), preload, renderer. */
import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';

const here = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // electron-vite knows Electron's Node only up to 44, and out/main/cli.js runs under plain Node as well.
      target: 'node20.19',
      // Everything is bundled, so that out/ alone is the program: no node_modules travel with it.
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        input: { main: resolve(here, 'electron/main.ts'), cli: resolve(here, 'cli/main.ts') },
        external: ['electron'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: resolve(here, 'electron/preload.ts') },
        external: ['electron'],
        // A sandboxed preload cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(here, 'renderer'),
    plugins: [vue()],
    build: {
      outDir: resolve(here, 'out/renderer'),
      minify: true,
      // The content security policy allows no data: fonts, so nothing is inlined.
      assetsInlineLimit: 0,
      rolldownOptions: { input: resolve(here, 'renderer/index.html') },
    },
  },
});
