/** Reads key names as the command table writes them and compares them with what was pressed. */

export interface Chord {
  /** Control, or Command on a Mac. */
  readonly control: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  /** A letter in lower case, a sign, or a name such as `Home`. */
  readonly key: string;
}

export type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

export function parseChord(text: string): Chord {
  const parts = text.split('+');
  const key = parts.pop() || '+';
  const named = key === 'Space' ? ' ' : key === 'Esc' ? 'Escape' : key;
  return {
    control: parts.includes('Ctrl'),
    shift: parts.includes('Shift'),
    alt: parts.includes('Alt'),
    key: named.length === 1 ? named.toLowerCase() : named,
  };
}

const letter = /^\p{L}$/u;

/** Signs such as `?` need Shift on some keyboards and not on others: for them Shift does not count. */
export function matches(text: string, pressed: Pressed, byPlace = false): boolean {
  const chord = parseChord(text);
  if (chord.control !== (pressed.ctrlKey || pressed.metaKey) || chord.alt !== pressed.altKey) return false;
  const isSign = chord.key.length === 1 && chord.key !== ' ' && !letter.test(chord.key) && !/[0-9]/.test(chord.key);
  if (!isSign && chord.shift !== pressed.shiftKey) return false;
  if (byPlace) return pressed.code === `Key${chord.key.toUpperCase()}`;
  return pressed.key.length === 1 ? pressed.key.toLowerCase() === chord.key : pressed.key === chord.key;
}

/** Plain keys would be typed into a text field and are heard by screen readers: they need a lab panel's focus. */
export function isPlain(text: string): boolean {
  const chord = parseChord(text);
  return !chord.control && !chord.alt && !/^F[0-9]+$/.test(chord.key);
}
