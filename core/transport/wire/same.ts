/** Lets the compiler hold a schema and a hand-written type to each other: the schemas accept the types, no more, no less. */

type Writable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Writable<Value[Key]> } : Value;

/** `true` when the two types are the same but for `readonly`. */
export type Same<Left, Right> = [Writable<Left>, Writable<Right>] extends [Writable<Right>, Writable<Left>]
  ? true
  : false;
