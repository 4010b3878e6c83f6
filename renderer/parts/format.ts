/** Times and durations as the panels print them. */

/** Trace time, µs, as `00:42.412` (or `1:00:42.412` past an hour). */
export function clockText(micros: number): string {
  const total = Math.max(0, Math.floor(micros / 1000));
  const hours = Math.floor(total / 3_600_000);
  const minutes = String(Math.floor(total / 60_000) % 60).padStart(2, '0');
  const seconds = String(Math.floor(total / 1000) % 60).padStart(2, '0');
  const rest = String(total % 1000).padStart(3, '0');
  return `${hours > 0 ? `${hours}:` : ''}${minutes}:${seconds}.${rest}`;
}

/** A duration, µs: `12 µs`, `31 ms`, `4.3 s`, `1 min 30 s`, `2 h 5 min`. A limit is where rounding would reach the next unit. */
export function durationText(micros: number): string {
  if (micros < 999.5) return `${Math.round(micros)} µs`;
  if (micros < 999_500) return `${Math.round(micros / 1000)} ms`;
  if (micros < 59_950_000) return `${(micros / 1_000_000).toFixed(1)} s`;
  const seconds = Math.round(micros / 1_000_000);
  if (seconds < 3600) return twoUnits(seconds, 'min', 's');
  return twoUnits(Math.round(seconds / 60), 'h', 'min');
}

function twoUnits(amount: number, unit: string, sixtieth: string): string {
  const [whole, rest] = [Math.floor(amount / 60), amount % 60];
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${sixtieth}`;
}

/** Made once: to make one for each number takes longer than all that a frame shows. */
const counts = new Intl.NumberFormat('en');

/** Whole numbers with separators: 4,812. */
export function countText(count: number): string {
  return counts.format(count);
}

/** The length of a text: `812 characters`, `12.4 k characters`. */
export function charactersText(length: number): string {
  if (length === 1) return '1 character';
  return length < 10_000
    ? `${countText(length)} characters`
    : `${countText(Math.round(length / 100) / 10)} k characters`;
}

/** `S1`, `S1 and S2`, `S1, S2 and S3`. */
export function listText(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
