/** Answers HTTP: the built files by their exact address, and the one-time door through which the browser is first opened. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BuiltFiles, SECURITY_HEADERS } from '../../core/hosting/built-files.ts';
import type { Guard } from './guard.ts';

/** Long enough for every file of ours, short enough to be no burden. */
const MAX_ADDRESS = 1024;
const DOOR_OPEN_MS = 60_000;

export interface Pages {
  answer(request: IncomingMessage, response: ServerResponse, port: number): void;
  /**
   * An address that leads to the token once, within a minute. The words of a started browser can be read by every user of
   * the machine, so the token itself must not be among them.
   */
  openDoor(): string;
}

export function openPages(files: BuiltFiles, guard: Guard): Pages {
  const doors = new Map<string, number>();
  const answerGet = (address: string, response: ServerResponse, withBody: boolean): void => {
    const until = doors.get(address);
    if (until !== undefined) {
      doors.delete(address);
      if (Date.now() <= until) return end(response, 302, { Location: `/#token=${guard.token}` });
    }
    const file = files.get(address);
    if (file === undefined) return end(response, 404);
    end(
      response,
      200,
      { 'Content-Type': file.type, 'Content-Length': file.content.length },
      withBody ? file.content : undefined,
    );
  };
  return {
    openDoor() {
      const address = `/open/${randomBytes(16).toString('hex')}`;
      doors.set(address, Date.now() + DOOR_OPEN_MS);
      return address;
    },
    answer(request, response, port) {
      const refusal = guard.refuse(request, port, 'page');
      if (refusal !== null) return refuse(response, refusal.status);
      if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
      const address = request.url ?? '';
      if (address.length > MAX_ADDRESS) return refuse(response, 414);
      answerGet(address, response, request.method === 'GET');
    },
  };
}

/** What is refused may come with a body nobody reads, so the connection goes too. */
function refuse(response: ServerResponse, status: number): void {
  end(response, status, { Connection: 'close' });
}

function end(
  response: ServerResponse,
  status: number,
  headers: Record<string, string | number> = {},
  body?: Buffer,
): void {
  response.writeHead(status, { ...SECURITY_HEADERS, 'Content-Length': 0, ...headers }).end(body);
}
