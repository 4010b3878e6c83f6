/** What a simulation did to its cluster, each deed at its moment, so that a file can do it again in virtual time. */
import * as v from 'valibot';
import { paramSchemas } from '../../contract/lab-api.ts';

/** Milliseconds of the lab clock since the start, to the microsecond. */
const at = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000));
const { node } = paramSchemas['node.crash'].entries;
const { from, to } = paramSchemas['link.cut'].entries;
const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(60_000));

/** Calls of the contract, as they stand there. */
const calls = [
  ...(
    [
      'node.crash',
      'node.restart',
      'node.pause',
      'node.resume',
      'node.timeout',
      'node.snapshot',
      'network.isolate',
      'member.remove',
    ] as const
  ).map((method) => v.strictObject({ at, call: v.literal(method), node })),
  v.strictObject({ at, call: v.literal('link.set'), ...paramSchemas['link.set'].entries }),
  v.strictObject({ at, call: v.literal('link.cut'), from, to }),
  v.strictObject({ at, call: v.literal('network.partition'), ...paramSchemas['network.partition'].entries }),
  v.strictObject({ at, call: v.literal('network.heal') }),
  v.strictObject({ at, call: v.literal('leader.transfer'), ...paramSchemas['leader.transfer'].entries }),
  v.strictObject({ at, call: v.literal('member.add'), ...paramSchemas['member.add'].entries }),
  v.strictObject({ at, call: v.literal('member.replace'), ...paramSchemas['member.replace'].entries }),
  v.strictObject({ at, call: v.literal('member.change'), ...paramSchemas['member.change'].entries }),
  v.strictObject({ at, call: v.literal('member.leaveJoint') }),
  v.strictObject({ at, call: v.literal('cluster.rules'), ...paramSchemas['cluster.rules'].entries }),
  v.strictObject({ at, call: v.literal('client.submit'), ...paramSchemas['client.submit'].entries }),
] as const;

/** What only a simulated world can do. */
const harms = [
  /** Every later save takes so much longer; 0 ends it. */
  v.strictObject({ at, call: v.literal('disk.slow'), node, delayMs: milliseconds }),
  /** The nth save from now fails, and with it all that follow until the node is started again. */
  v.strictObject({
    at,
    call: v.literal('disk.fail'),
    node,
    save: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    code: v.picklist(['ENOSPC', 'EIO']),
  }),
  /** A record rots for good: whoever opens this disk from now on is told so. */
  v.strictObject({ at, call: v.literal('disk.damage'), node }),
  /** The link holds everything for so long, then lets it go in order. */
  v.strictObject({ at, call: v.literal('link.clog'), from, to, forMs: milliseconds }),
  /** No link holds anything any more, latencies are those of a local network, no disk is slowed down. */
  v.strictObject({ at, call: v.literal('world.calm') }),
] as const;

export const deed = v.variant('call', [...calls, ...harms]);

export type Deed = v.InferOutput<typeof deed>;
/** The same without its moment. */
export type Act = WithoutMoment<Deed>;
type WithoutMoment<One> = One extends Deed ? Omit<One, 'at'> : never;
