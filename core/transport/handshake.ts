/**
 * How two ends prove to each other that they hold the cluster's secret, before any message counts.
 *
 *   listener → dialer  challenge {protocol, version, nonce}
 *   dialer → listener  hello     {version, cluster, kind, id, to, nonce, proof}
 *   listener → dialer  welcome   {proof}            or  refused {why, version}
 *
 * A proof is HMAC-SHA256 with the secret over everything both ends have said and which end speaks. The nonces are
 * fresh, so a recorded handshake is worth nothing; the dialer proves itself first, so a stranger learns nothing.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { clientName, nodeName } from './wire/parts.ts';

export const PROTOCOL = 'raftarium';
export const PROTOCOL_VERSION = 1;

export type Kind = 'node' | 'client';

/** Who this end is, and what it must prove to know. */
export interface Identity {
  readonly kind: Kind;
  readonly id: string;
  readonly clusterId: string;
  readonly secret: string;
}

const nonce = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const proof = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const version = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const challengeSchema = v.object({ protocol: v.literal(PROTOCOL), version, nonce });
const helloSchema = v.object({
  version,
  cluster: v.pipe(v.string(), v.maxLength(128)),
  kind: v.picklist(['node', 'client']),
  id: v.union([nodeName, clientName]),
  to: nodeName,
  nonce,
  proof,
});
const welcomeSchema = v.strictObject({ proof });
const refusedSchema = v.object({
  why: v.picklist(['notUnderstood', 'version', 'secret', 'cluster', 'node']),
  version,
});

export type Challenge = v.InferOutput<typeof challengeSchema>;
export type Hello = v.InferOutput<typeof helloSchema>;
export type Refusal = v.InferOutput<typeof refusedSchema>;

export interface Caller {
  readonly kind: Kind;
  readonly id: string;
}

export type Judgement =
  | { readonly ok: true; readonly caller: Caller; readonly welcome: { readonly proof: string } }
  | { readonly ok: false; readonly refusal: Refusal };

export function newChallenge(): Challenge {
  return { protocol: PROTOCOL, version: PROTOCOL_VERSION, nonce: newNonce() };
}

/** The dialer's answer to a challenge, and how it will know the right listener; null when the challenge is not ours. */
export function answerChallenge(
  self: Identity,
  to: string,
  input: unknown,
): { readonly hello: Hello; readonly isRightListener: (welcome: unknown) => boolean } | null {
  const challenge = v.safeParse(challengeSchema, input);
  if (!challenge.success) return null;
  const claims: Claims = {
    version: PROTOCOL_VERSION,
    cluster: self.clusterId,
    kind: self.kind,
    id: self.id,
    to,
    nonce: newNonce(),
  };
  const prove = (end: End) => makeProof(self.secret, end, claims, challenge.output.nonce);
  return {
    hello: { ...claims, proof: prove('dialer') },
    isRightListener: (input) => {
      const welcome = v.safeParse(welcomeSchema, input);
      return welcome.success && isEqual(welcome.output.proof, prove('listener'));
    },
  };
}

/** The listener's decision. Who does not prove the secret learns no more than that it did not. */
export function judgeHello(self: Identity, challenge: Challenge, input: unknown): Judgement {
  const parsed = v.safeParse(helloSchema, input);
  if (!parsed.success) return refuse(hasOtherVersion(input) ? 'version' : 'notUnderstood');
  const { proof: given, ...claims } = parsed.output;
  if (claims.version !== PROTOCOL_VERSION) return refuse('version');
  if (!isEqual(given, makeProof(self.secret, 'dialer', claims, challenge.nonce))) return refuse('secret');
  if (claims.cluster !== self.clusterId) return refuse('cluster');
  if (claims.to !== self.id) return refuse('node');
  const expectedName = claims.kind === 'node' ? nodeName : clientName;
  if (!v.is(expectedName, claims.id) || claims.id === self.id) return refuse('notUnderstood');
  const welcome = { proof: makeProof(self.secret, 'listener', claims, challenge.nonce) };
  return { ok: true, caller: { kind: claims.kind, id: claims.id }, welcome };
}

/** A refusal as a sentence for the user of the refused end; `peer` is the node that refused. */
export function describeRefusal(self: Identity, peer: string, input: unknown): string {
  const parsed = v.safeParse(refusedSchema, input);
  const end = `The program at the port of ${peer} refused ${self.id}`;
  if (!parsed.success) return `${end} for a reason that ${self.id} does not understand.`;
  switch (parsed.output.why) {
    case 'version':
      return `${end}: it speaks protocol version ${parsed.output.version}, ${self.id} speaks ${PROTOCOL_VERSION}.`;
    case 'secret':
      return `${end}: it holds another secret, so it belongs to another cluster.`;
    case 'cluster':
      return `${end}: it belongs to another cluster.`;
    case 'node':
      return `${end}: it is another node of this cluster.`;
    case 'notUnderstood':
      return `${end}: it did not understand what ${self.id} said.`;
  }
}

type Claims = Omit<Hello, 'proof'>;
type End = 'dialer' | 'listener';

function newNonce(): string {
  return randomBytes(16).toString('hex');
}

/** JSON of a list is unambiguous: no two different sets of claims give the same text. */
function makeProof(secret: string, end: End, claims: Claims, challengeNonce: string): string {
  const said = [PROTOCOL, end, claims.version, claims.cluster, claims.kind, claims.id, claims.to, claims.nonce];
  return createHmac('sha256', secret)
    .update(JSON.stringify([...said, challengeNonce]))
    .digest('hex');
}

function isEqual(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function refuse(why: Refusal['why']): Judgement {
  return { ok: false, refusal: { why, version: PROTOCOL_VERSION } };
}

function hasOtherVersion(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'version' in input && input.version !== PROTOCOL_VERSION;
}
