/** Which server a client asks next when nobody is known to lead, and how long it follows hints without a pause (§8). */

/**
 * Goes round all servers in turn, whatever the hints say in between: servers cut off together with an old leader name
 * it for ever, and the new leader is found only by asking the others.
 */
export class ServerChoice {
  readonly #servers: () => readonly string[];
  #turn = 0;
  #followed = 0;

  constructor(servers: () => readonly string[]) {
    this.#servers = servers;
  }

  /** The next server in turn other than `avoid`; `avoid` itself when it is the only one, null when there is none. */
  next(avoid: string | null): string | null {
    const servers = this.#servers();
    for (let tried = 0; tried < servers.length; tried += 1) {
      const server = servers[this.#turn % servers.length];
      this.#turn += 1;
      if (server !== undefined && server !== avoid) {
        return server;
      }
    }
    return servers[0] ?? null;
  }

  /** True up to n + 1 times between two pauses, so that servers that name each other cannot keep a client busy. */
  mayFollow(): boolean {
    this.#followed += 1;
    return this.#followed <= this.#servers().length + 1;
  }

  paused(): void {
    this.#followed = 0;
  }
}
