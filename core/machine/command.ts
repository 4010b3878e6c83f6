/** The commands of the key-value store (§8) and their text form, which is what clients type, logs hold and traces show. */

export type Operation =
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  | { readonly op: 'get'; readonly key: string }
  | { readonly op: 'del'; readonly key: string }
  | { readonly op: 'cas'; readonly key: string; readonly from: string; readonly to: string }
  | { readonly op: 'append'; readonly key: string; readonly value: string };
