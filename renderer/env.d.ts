/** What the build and the desktop host add to the page. */
/// <reference types="vite/client" />
import type { LabBridge } from './channel/bridge.ts';

declare global {
  interface Window {
    /** Present in the desktop window only; the browser talks to its host over a socket. */
    readonly lab?: LabBridge;
  }
}
