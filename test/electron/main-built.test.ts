/** The built main bundle under the same fake: what is shipped, minus Electron. */
import { vi } from 'vitest';
import { built } from './built.ts';
import { claimMain } from './main-claims.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

claimMain(() => import(built('main/main.js')));
