/** The source of the desktop's main process under a typed fake of Electron. */
import { vi } from 'vitest';
import { claimMain } from './main-claims.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

claimMain(() => import('../../electron/main.ts'));
