/** Holds every server name of a scenario against the cluster's size and the names saved before it is used. */
import type { Condition } from './condition.ts';
import { groupNames, isClientName, isReserved, isRole, type Selector, serverNumber } from './names.ts';
import type { Scenario } from './scenario.ts';
import type { CallStep, PlainStep } from './steps.ts';

export interface Problem {
  /** Fields and places from the top of the file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Where names stand, and what they may mean there. */
interface Use {
  readonly field: string;
  readonly names: readonly string[];
  readonly may: 'one' | 'many' | 'group' | 'endpoints' | 'leader' | 'client' | 'mark';
}

/** What a step may speak of, from the steps before it. */
interface Known {
  /** The first so many, and those below. */
  servers: number;
  readonly joined: Set<string>;
  readonly saved: Set<string>;
  readonly marks: Set<string>;
}

type Path = Problem['path'];

export function nameProblems({ cluster, always, steps }: Scenario): Problem[] {
  const known: Known = { servers: cluster.nodes, joined: new Set(), saved: new Set(), marks: new Set() };
  const problems: Problem[] = [];
  const check = (uses: readonly Use[], path: Path) => {
    problems.push(...usesProblems(uses, path, known));
  };
  always.forEach((condition, at) => {
    check(usesOfCondition(condition), ['always', at]);
  });
  const checkStep = (step: PlainStep, path: Path) => {
    check(usesOfStep(step), path);
    problems.push(...takenNames(step, path));
    learn(step, known);
  };
  for (const [at, step] of steps.entries()) {
    if (!('repeat' in step)) {
      checkStep(step, ['steps', at]);
      continue;
    }
    for (const [number, inner] of step.repeat.steps.entries()) {
      checkStep(inner, ['steps', at, 'repeat', 'steps', number]);
    }
  }
  return problems;
}

function usesProblems(uses: readonly Use[], path: Path, known: Known): Problem[] {
  return uses.flatMap(({ field, names, may }) =>
    names.flatMap((word) => {
      const message = wordProblem(word, may, known);
      return message === null ? [] : [{ path: [...path, ...field.split('.')], message }];
    }),
  );
}

function takenNames(step: PlainStep, path: Path): Problem[] {
  const saved = 'save' in step ? Object.keys(step.save) : [];
  return saved.filter(isReserved).map((word) => {
    return { path: [...path, 'save', word], message: `${word} already has a meaning` };
  });
}

/** What the steps after this one may speak of. A server that is not named when it joins gets the next free name. */
function learn(step: PlainStep, known: Known): void {
  if ('save' in step) for (const word of Object.keys(step.save)) known.saved.add(word);
  if ('mark' in step) known.marks.add(step.mark);
  if (!('call' in step)) return;
  if (step.call === 'member.change') {
    for (const word of [step.voters, step.learners ?? []].flat()) {
      if (serverNumber(word) !== null) known.joined.add(word);
    }
  }
  if (step.call !== 'member.add' && step.call !== 'member.replace') return;
  const named = step.call === 'member.add' ? step.node : step.by;
  if (named === undefined) known.servers += 1;
  else known.joined.add(named);
}

function wordProblem(word: string, may: Use['may'], known: Known): string | null {
  if (may === 'mark') {
    return known.marks.has(word) ? null : `no moment is marked as ${word} here`;
  }
  if (isClientName(word)) {
    return may === 'endpoints' || may === 'client' ? null : `${word} is a client, not a server`;
  }
  if (may === 'client') {
    return `${word} is not a client: clients are called c1 … c999`;
  }
  const number = serverNumber(word);
  if (number !== null) {
    const isThere = number <= known.servers || known.joined.has(word);
    return isThere ? null : `the cluster has only S1 … S${known.servers}`;
  }
  if (word === 'others') {
    return may === 'group' || may === 'endpoints' ? null : 'others has a meaning only in links and partitions';
  }
  if (groupNames.includes(word)) {
    return may === 'many' || may === 'group' || may === 'endpoints' ? null : `${word} is not one server`;
  }
  if (word === 'any' || word === 'none') {
    return may === 'leader' ? null : `${word} is not a server`;
  }
  return isRole(word) || known.saved.has(word) ? null : `no server is called or saved as ${word} here`;
}

function usesOfStep(step: PlainStep): Use[] {
  if ('call' in step) {
    return usesOfCall(step);
  }
  if ('submit' in step) {
    return [{ field: 'target', names: list(step.target), may: step.read === undefined ? 'one' : 'many' }];
  }
  if ('wait' in step) {
    return within('wait', usesOfCondition(step.wait));
  }
  if ('pause' in step) {
    return step.always === undefined ? [] : within('always', usesOfCondition(step.always));
  }
  // A recorded run names servers that join later, too.
  if ('play' in step) {
    return [];
  }
  if ('recover' in step) {
    return [{ field: 'recover.quorum', names: step.recover.quorum, may: 'one' }];
  }
  if ('expect' in step) {
    return within('expect', usesOfCondition(step.expect));
  }
  if ('load' in step || 'stopLoad' in step || 'mark' in step) {
    return [];
  }
  return Object.entries(step.save).map(([as, name]) => ({ field: `save.${as}`, names: [name], may: 'one' }));
}

function usesOfCall(step: CallStep): Use[] {
  switch (step.call) {
    case 'link.cut':
    case 'link.heal':
    case 'link.set':
      return [
        { field: 'from', names: list(step.from), may: 'endpoints' },
        { field: 'to', names: list(step.to), may: 'endpoints' },
      ];
    case 'network.partition':
      return step.groups.map((group, at) => ({ field: `groups.${at}`, names: list(group), may: 'group' }));
    case 'network.heal':
    case 'clock.pace':
    case 'trace.note':
    case 'cluster.rules':
    case 'member.add':
    case 'member.leaveJoint':
      return [];
    case 'member.change':
      return [
        { field: 'voters', names: thereAlready(step.voters), may: 'many' },
        { field: 'learners', names: thereAlready(step.learners), may: 'many' },
      ];
    case 'member.replace':
      return [{ field: 'node', names: [step.node], may: 'one' }];
    case 'leader.transfer':
      return [{ field: 'to', names: [step.to], may: 'one' }];
    default:
      return [{ field: 'node', names: list(step.node), may: 'many' }];
  }
}

function usesOfCondition(condition: Condition): Use[] {
  const { leader, leaderOtherThan, sameTerm, sameLog, members, role, status, sent } = condition;
  const uses: Use[] = [
    { field: 'leader', names: list(leader), may: 'leader' },
    { field: 'leaderOtherThan', names: list(leaderOtherThan), may: 'many' },
    { field: 'sameTerm', names: list(sameTerm), may: 'many' },
    { field: 'sameLog', names: list(sameLog), may: 'many' },
    { field: 'members.voters', names: list(members?.voters), may: 'many' },
    { field: 'members.learners', names: list(members?.learners), may: 'many' },
    { field: 'sent.from', names: list(sent?.from), may: 'many' },
    { field: 'sent.to', names: list(sent?.to), may: 'many' },
    { field: 'role', names: Object.keys(role ?? {}), may: 'one' },
    { field: 'status', names: Object.keys(status ?? {}), may: 'one' },
    { field: 'operation.client', names: list(condition.operation?.client), may: 'client' },
  ];
  for (const field of ['elections', 'leaders', 'sent'] as const) {
    uses.push({ field: `${field}.since`, names: list(condition[field]?.since), may: 'mark' });
  }
  for (const field of [
    'term',
    'committed',
    'applied',
    'snapshot',
    'logLength',
    'members',
    'commands',
    'log',
  ] as const) {
    uses.push({ field: `${field}.nodes`, names: list(condition[field]?.nodes), may: 'many' });
  }
  return uses;
}

function within(verb: string, uses: readonly Use[]): Use[] {
  return uses.map((use) => ({ ...use, field: `${verb}.${use.field}` }));
}

/** Without the servers that are called into being by their names. */
function thereAlready(selector: Selector | undefined): readonly string[] {
  return list(selector).filter((word) => serverNumber(word) === null);
}

function list(selector: Selector | undefined): readonly string[] {
  return selector === undefined ? [] : [selector].flat();
}
