/** The checksum that a snapshot carries from disk to disk (§7): CRC-32 over the text's UTF-16 code units, low byte first. */

const POLYNOMIAL = 0xedb8_8320;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

/** The checksum of `text`; with `before`, of the text that had that checksum and `text` after it. */
export function crc32(text: string, before = 0): number {
  let crc = ~before;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    crc = (crc >>> 8) ^ (table[(crc ^ unit) & 0xff] ?? 0);
    crc = (crc >>> 8) ^ (table[(crc ^ (unit >>> 8)) & 0xff] ?? 0);
  }
  return ~crc >>> 0;
}
