/**
 * Who may talk to the lab's web host. Loopback is no boundary: every page in the user's browser and every user of the machine
 * can reach the port. So a request must name this very host (against DNS rebinding), a socket must come from our own page
 * (against foreign pages), and whoever calls must hold this run's token (against everybody else).
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { rateLimit } from '../../core/hosting/rate-limit.ts';

export interface Refusals {
  host: number;
  origin: number;
  token: number;
}

export interface Refusal {
  readonly status: 403 | 421;
  readonly reason: 'host' | 'origin';
}

export interface Guard {
  readonly token: string;
  readonly refusals: Readonly<Refusals>;
  /** A page may come without an Origin, as browsers send it; a socket may not. */
  refuse(request: IncomingMessage, port: number, kind: 'page' | 'socket'): Refusal | null;
  /** `guessing`: wrong for more than the fiftieth time within a minute. */
  checkToken(given: unknown): 'good' | 'wrong' | 'guessing';
}

const WRONG_TOKENS_PER_MINUTE = 50;

export function openGuard(): Guard {
  const token = randomBytes(16).toString('hex');
  const digest = sha256(token);
  const refusals: Refusals = { host: 0, origin: 0, token: 0 };
  // The right token is never locked out: with 128 bits guessing is hopeless, and a lock would be a gift to whoever
  // wants to keep the owner out.
  const wrong = rateLimit(WRONG_TOKENS_PER_MINUTE / 60, WRONG_TOKENS_PER_MINUTE);
  return {
    token,
    refusals,
    refuse(request, port, kind) {
      const reason = faultOf(request, port, kind);
      if (reason === null) return null;
      refusals[reason] += 1;
      return { reason, status: reason === 'host' ? 421 : 403 };
    },
    checkToken(given) {
      if (typeof given === 'string' && timingSafeEqual(sha256(given), digest)) return 'good';
      refusals.token += 1;
      return wrong.take() ? 'wrong' : 'guessing';
    },
  };
}

function faultOf(request: IncomingMessage, port: number, kind: 'page' | 'socket'): Refusal['reason'] | null {
  const [host, ...otherHosts] = request.headersDistinct['host'] ?? [];
  if (otherHosts.length > 0 || (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)) return 'host';
  const [origin, ...otherOrigins] = request.headersDistinct['origin'] ?? [];
  if (origin === undefined && kind === 'page') return null;
  return otherOrigins.length === 0 && origin === `http://${host}` ? null : 'origin';
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
