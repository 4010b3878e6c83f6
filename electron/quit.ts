/** Ends the lab in good order before the app goes. */
import type { App } from 'electron';

const LIMIT_MS = 3000;

/** Quitting waits for `close`, but not for ever: what is not synced by then is lost as in a crash, which Raft survives. */
export function closeBeforeQuit(app: Pick<App, 'on' | 'quit'>, close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  const leave = (): void => {
    state = 'closed';
    app.quit();
  };
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const limit = new Promise<void>((done) => setTimeout(done, LIMIT_MS));
    void Promise.race([close(), limit]).then(leave, leave);
  });
}
