/** One plain sentence for every event: what happened, to whom, and why. */
import type { EventOf, TraceEvent } from './events.ts';
import * as election from './words/election.ts';
import * as lab from './words/lab.ts';
import * as membership from './words/membership.ts';
import * as messages from './words/messages.ts';
import * as replication from './words/replication.ts';
import * as servers from './words/servers.ts';
import * as snapshots from './words/snapshots.ts';

export function sentence(event: TraceEvent): string {
  switch (event.ev) {
    case 'trace.header':
      return lab.headerWords(event);
    case 'trace.footer':
      return lab.footerWords(event);
    case 'trace.gap':
      return lab.gapWords(event);
    case 'lab.call':
      return lab.callWords(event);
    case 'lab.pace':
      return lab.paceWords(event);
    case 'lab.rules':
      return lab.rulesWords(event);
    case 'lab.member':
      return lab.memberWords(event);
    case 'fault.partition':
    case 'fault.isolate':
    case 'fault.link':
    case 'fault.heal':
      return lab.faultWords(event);
    case 'note':
      return event.note.text;
    case 'check.violation':
      return lab.violationWords(event);
    case 'client.invoke':
    case 'client.ok':
    case 'client.fail':
    case 'client.info':
    case 'client.retry':
      return lab.operationWords(event);
    case 'msg.send':
    case 'msg.recv':
      return messages.messageWords(event);
    case 'msg.drop':
    case 'msg.duplicate':
    case 'msg.hold':
      return messages.linkWords(event);
    default:
      return serverSentence(event);
  }
}

type ServerEvent = Extract<TraceEvent, { state: object; inc: number }>;

function serverSentence(event: ServerEvent): string {
  switch (event.ev) {
    case 'node.start':
    case 'node.stop':
    case 'node.crash':
    case 'node.halt':
    case 'node.pause':
    case 'node.resume':
      return servers.lifecycleWords(event);
    case 'node.persist':
      return servers.persistWords(event);
    case 'log.restoreSnapshot':
      return snapshots.restoreSnapshotWords(event);
    case 'log.restore':
      return servers.restoreWords(event);
    case 'log.apply':
      return servers.applyWords(event);
    default:
      return decisionSentence(event);
  }
}

type LifeKind = EventOf<'node.start'>['ev'] | 'node.persist' | 'log.restoreSnapshot' | 'log.restore' | 'log.apply';

function decisionSentence(event: Exclude<ServerEvent, { ev: LifeKind }>): string {
  switch (event.ev) {
    case 'raft.timeout':
      return election.timeoutWords(event);
    case 'raft.term':
      return election.termWords(event);
    case 'raft.role':
      return election.roleWords(event);
    case 'raft.vote':
      return election.voteWords(event);
    case 'raft.tally':
      return election.tallyWords(event);
    case 'raft.leader':
      return election.leaderWords(event);
    case 'raft.progress':
      return replication.progressWords(event);
    case 'raft.check':
      return replication.checkWords(event);
    case 'raft.withhold':
      return replication.withholdWords(event);
    case 'raft.ignore':
      return replication.ignoreWords(event);
    case 'log.append':
      return replication.appendWords(event);
    case 'log.truncate':
      return replication.truncateWords(event);
    case 'log.commit':
      return replication.commitWords(event);
    default:
      return extensionSentence(event);
  }
}

type Extension =
  | 'log.compact'
  | `raft.${'configuration' | 'change' | 'catchUp' | 'quorum' | 'transfer' | 'read' | 'chunk'}`;

/** Beyond Figure 2. */
function extensionSentence(event: EventOf<Extension>): string {
  switch (event.ev) {
    case 'log.compact':
      return snapshots.compactWords(event);
    case 'raft.configuration':
      return membership.configurationWords(event);
    case 'raft.change':
      return membership.changeWords(event);
    case 'raft.catchUp':
      return membership.catchUpWords(event);
    case 'raft.quorum':
      return membership.quorumWords(event);
    case 'raft.transfer':
      return membership.transferWords(event);
    case 'raft.read':
      return snapshots.readWords(event);
    case 'raft.chunk':
      return snapshots.chunkWords(event);
    default:
      return unknownWords(event);
  }
}

/** A newer minor version may write kinds this one does not know. */
function unknownWords(event: never): string {
  const kind: unknown = Object.getOwnPropertyDescriptor(event, 'ev')?.value;
  return `An event of the kind ${String(kind)}, which this version does not know.`;
}
