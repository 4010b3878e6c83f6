/** The running cluster's part of the contract, turned from callbacks into promises. */
import type { LabApi, Params, Reply, Result } from '../contract/lab-api.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterMethod, refused } from './commands.ts';

/** `running` is asked at every call: null while no cluster runs. */
export function promisedMethods(running: () => Cluster | null): Pick<LabApi, ClusterMethod> {
  const method =
    <Method extends ClusterMethod>(name: Method) =>
    (params: Params<Method>) =>
      new Promise<Reply<Result<Method>>>((resolve) => {
        const cluster = running();
        if (cluster === null) resolve(noCluster);
        else cluster.call(name, params, resolve);
      });
  return {
    'cluster.inspect': method('cluster.inspect'),
    'node.crash': method('node.crash'),
    'node.restart': method('node.restart'),
    'node.pause': method('node.pause'),
    'node.resume': method('node.resume'),
    'node.timeout': method('node.timeout'),
    'node.snapshot': method('node.snapshot'),
    'cluster.rules': method('cluster.rules'),
    'member.add': method('member.add'),
    'member.remove': method('member.remove'),
    'member.replace': method('member.replace'),
    'member.change': method('member.change'),
    'member.leaveJoint': method('member.leaveJoint'),
    'leader.transfer': method('leader.transfer'),
    'link.set': method('link.set'),
    'link.cut': method('link.cut'),
    'link.heal': method('link.heal'),
    'network.isolate': method('network.isolate'),
    'network.partition': method('network.partition'),
    'network.heal': method('network.heal'),
    'clock.pace': method('clock.pace'),
    'message.next': method('message.next'),
    'message.deliver': method('message.deliver'),
    'message.drop': method('message.drop'),
    'client.submit': method('client.submit'),
    'trace.note': method('trace.note'),
  };
}

export const noCluster = refused('noCluster', 'Nothing is running. Start a cluster first.');
