/** The families of faults a simulation knows, and how often each of them hit. */

export const families = [
  'crash',
  'powerCut',
  'pause',
  'isolate',
  'split',
  'ring',
  'bridge',
  'oneWay',
  'clog',
  'loss',
  'duplicate',
  'reorder',
  'delay',
  'overflow',
  'slowDisk',
  'failingDisk',
  'damagedDisk',
  'lostSave',
  'tornSave',
  'earlyTimeout',
  'leaderStruck',
  'driftingClock',
  'snapshot',
  'transfer',
  'addMember',
  'removeMember',
  'replaceMember',
  'jointChange',
] as const;

export type Family = (typeof families)[number];
/** A fault counts when the cluster took it: a server that was down already was not crashed. */
export type FaultCounts = Record<Family, number>;

export function noFaults(): FaultCounts {
  return {
    crash: 0,
    powerCut: 0,
    pause: 0,
    isolate: 0,
    split: 0,
    ring: 0,
    bridge: 0,
    oneWay: 0,
    clog: 0,
    loss: 0,
    duplicate: 0,
    reorder: 0,
    delay: 0,
    overflow: 0,
    slowDisk: 0,
    failingDisk: 0,
    damagedDisk: 0,
    lostSave: 0,
    tornSave: 0,
    earlyTimeout: 0,
    leaderStruck: 0,
    driftingClock: 0,
    snapshot: 0,
    transfer: 0,
    addMember: 0,
    removeMember: 0,
    replaceMember: 0,
    jointChange: 0,
  };
}
