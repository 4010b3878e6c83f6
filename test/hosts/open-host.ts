/** A web host over a small lab on a free port, and the ways to talk to it: raw bytes, and a socket. */
import { connect } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { openWebHost, type WebHost } from '../../cli/web/host.ts';
import { serve } from '../../core/contract/serve.ts';
import type { BuiltFiles } from '../../core/hosting/built-files.ts';
import { type SmallLab, smallLab } from './small-lab.ts';

export interface OpenHost {
  readonly host: WebHost;
  readonly lab: SmallLab;
  /** Defects that `serve` reported. */
  readonly defects: unknown[];
  readonly token: string;
  readonly origin: string;
}

const page: BuiltFiles = new Map([
  ['/', { content: Buffer.from('<!doctype html><title>Lab</title>'), type: 'text/html; charset=utf-8' }],
  ['/assets/main.js', { content: Buffer.from('document.title = "Ready";'), type: 'text/javascript; charset=utf-8' }],
]);

export async function openHost(port = 0, files: BuiltFiles = page): Promise<OpenHost> {
  const lab = smallLab();
  const defects: unknown[] = [];
  const call = serve(lab.api, (error) => defects.push(error));
  const host = await openWebHost({ files, port, call, onEvents: lab.onEvents });
  if (host === null) throw new Error(`port ${port} is taken`);
  const url = new URL(host.url);
  const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? '';
  return { host, lab, defects, token, origin: url.origin };
}

/** Sends bytes as they are and answers everything that came back until the connection closed. */
export function sendRaw(port: number, text: string, limitMs = 8000): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const limit = setTimeout(() => socket.destroy(new Error(`still open after ${limitMs} ms`)), limitMs);
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
    });
    // A server that refuses a body it did not read may reset the connection; what came before counts.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === undefined) reject(error);
    });
    socket.on('close', () => {
      clearTimeout(limit);
      resolve(received);
    });
  });
}

export function request(target: string, headers: readonly string[], method = 'GET'): string {
  return `${[`${method} ${target} HTTP/1.1`, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n`;
}

/** The opening of a WebSocket as a page's browser sends it. */
export function upgrade(headers: readonly string[], query = ''): string {
  const fixed = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
  const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==';
  const target = `/socket.io/?EIO=4&transport=websocket${query}`;
  return `${[`GET ${target} HTTP/1.1`, ...headers, ...fixed, key].join('\r\n')}\r\n\r\n`;
}

export function status(response: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(response)?.[1] ?? 0);
}

/** A socket as our own page opens it. */
export function openSocket(origin: string, token: string): Socket {
  const extraHeaders = { origin };
  return io(origin, { auth: { token }, transports: ['websocket'], extraHeaders, reconnection: false, forceNew: true });
}

/** `connected`, or why not. */
export function outcome(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error) => resolve(error.message));
  });
}
