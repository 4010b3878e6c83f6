/** The calls of the contract that a step can make, each for every server that it names, and what is expected of them. */
import * as v from 'valibot';
import { paramSchemas, raftRules } from '../../../contract/lab-api.ts';
import { name, selector } from '../names.ts';

const link = { from: selector, to: selector };
const linkRule = v.omit(paramSchemas['link.set'], ['from', 'to']).entries;

/** What every call may say of its answer. */
const answer = {
  /** Without it: ok, or any in the background. */
  expect: v.optional(v.picklist(['ok', 'refused'])),
  /** Of the refusal: `changeRefused`. */
  code: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z]+$/, 'a code of a refusal is one word'))),
  /** Some of the words of the refusal. */
  message: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** Go on without waiting for the answer; when it comes, it is held against `expect`, `code` and `message`. */
  background: v.optional(v.boolean(), false),
};

function oneCall<const Method extends string, const Entries extends v.ObjectEntries>(call: Method, entries: Entries) {
  return v.strictObject({ call: v.literal(call), ...entries, ...answer });
}

const node = { node: selector };

/** Of the network and of single servers. Deliveries by hand and the step pace are left out: the clock stands still there. */
const faults = [
  v.strictObject({ call: v.picklist(['node.crash', 'node.restart', 'node.pause', 'node.resume']), ...node, ...answer }),
  v.strictObject({ call: v.picklist(['node.timeout', 'node.snapshot', 'network.isolate']), ...node, ...answer }),
  v.strictObject({ call: v.picklist(['link.cut', 'link.heal']), ...link, ...answer }),
  oneCall('link.set', { ...link, ...linkRule }),
  oneCall('network.partition', { groups: v.pipe(v.array(selector), v.minLength(1)) }),
  oneCall('network.heal', {}),
] as const;

/** Who is a member, and who leads (§6, thesis 3.10). A server that is to join is named S4 … S99. */
const membership = [
  oneCall('member.add', paramSchemas['member.add'].entries),
  oneCall('member.remove', node),
  oneCall('member.replace', { node: name, by: paramSchemas['member.replace'].entries.by }),
  oneCall('member.change', {
    voters: selector,
    learners: v.optional(selector),
    leave: paramSchemas['member.change'].entries.leave,
  }),
  oneCall('member.leaveJoint', {}),
  oneCall('leader.transfer', { to: name }),
] as const;

const settings = [
  oneCall('cluster.rules', { rules: v.strictObject(raftRules.entries) }),
  oneCall('clock.pace', { mode: v.picklist(['real', 'classroom']) }),
  oneCall('trace.note', { text: paramSchemas['trace.note'].entries.text }),
] as const;

export const call = v.variant('call', [...faults, ...membership, ...settings]);

export type CallStep = v.InferOutput<typeof call>;
