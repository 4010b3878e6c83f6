/** A hostile WebSocket client over bare TCP: it can say what no library would say. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const TEXT = 0x81;

export class RawSocket {
  readonly texts: string[] = [];
  readonly #tcp: Socket;
  #input = Buffer.alloc(0);
  #upgraded = false;
  /** What the server answered before any frame. */
  head = '';
  closed = false;

  constructor(port: number, headers: Record<string, string> = {}, query = 'EIO=4&transport=websocket') {
    this.#tcp = connect({ host: '127.0.0.1', port });
    this.#tcp.on('error', () => undefined);
    this.#tcp.on('close', () => {
      this.closed = true;
    });
    this.#tcp.on('data', (data) => this.#take(data));
    const lines = Object.entries({
      Host: `127.0.0.1:${port}`,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#tcp.write(`GET /socket.io/?${query} HTTP/1.1\r\n${lines.join('')}\r\n`);
  }

  /** One whole text frame. */
  text(content: string): void {
    this.frame(TEXT, Buffer.from(content));
  }

  /** A frame with any first byte; clients must mask, and a mask of zeros changes nothing. */
  frame(firstByte: number, content: Buffer): void {
    const length = Buffer.alloc(9);
    length[0] = 0x80 | 127;
    length.writeBigUInt64BE(BigInt(content.length), 1);
    this.bytes(Buffer.concat([Buffer.from([firstByte]), length, Buffer.alloc(4), content]));
  }

  bytes(content: Buffer | string): void {
    if (!this.#tcp.destroyed) this.#tcp.write(content);
  }

  /** An event as socket.io writes it. */
  event(name: string, ...parameters: unknown[]): void {
    this.text(`42${JSON.stringify([name, ...parameters])}`);
  }

  /** The parameter of the first event of this name, or undefined. */
  parameterOf(name: string): unknown {
    const start = `42["${name}",`;
    const found = this.texts.find((text) => text.startsWith(start));
    return found === undefined ? undefined : JSON.parse(found.slice(start.length, -1));
  }

  end(): void {
    this.#tcp.destroy();
  }

  #take(data: Buffer): void {
    this.#input = Buffer.concat([this.#input, data]);
    if (!this.#upgraded) {
      const end = this.#input.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.#input.subarray(0, end).toString();
      this.#input = this.#input.subarray(end + 4);
      this.#upgraded = true;
    }
    this.#readFrames();
  }

  /** Enough of RFC 6455 for the short frames of a handshake. */
  #readFrames(): void {
    while (this.#input.length >= 2) {
      const short = this.#input.readUInt8(1);
      if (short === 127 || (short === 126 && this.#input.length < 4)) return;
      const start = short === 126 ? 4 : 2;
      const end = start + (short === 126 ? this.#input.readUInt16BE(2) : short);
      if (this.#input.length < end) return;
      if (this.#input.readUInt8(0) === TEXT) this.texts.push(this.#input.subarray(start, end).toString());
      this.#input = this.#input.subarray(end);
    }
  }
}
