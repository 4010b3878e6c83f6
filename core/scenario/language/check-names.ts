/** Holds every server name of a scenario against the cluster's size and the names saved before it is used. */
import type { Condition } from './condition.ts';
import { followerNumber, groupNames, isClientName, isReserved, type Selector, serverNumber } from './names.ts';
import type { Scenario } from './scenario.ts';
import type { CallStep, Step } from './steps.ts';

export interface Problem {
  /** Fields and places from the top of the file. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Where names stand, and what they may mean there. */
interface Use {
  readonly field: string;
  readonly names: readonly string[];
  readonly may: 'one' | 'many' | 'group' | 'endpoints' | 'leader' | 'client';
}

export function nameProblems({ cluster, always, steps }: Scenario): Problem[] {
  const saved = new Set<string>();
  const problems: Problem[] = [];
  const check = (uses: readonly Use[], path: readonly (string | number)[]) => {
    for (const use of uses) {
      for (const word of use.names) {
        const message = wordProblem(word, use.may, cluster.nodes, saved);
        if (message !== null) {
          problems.push({ path: [...path, ...use.field.split('.')], message });
        }
      }
    }
  };
  always.forEach((condition, at) => {
    check(usesOfCondition(condition), ['always', at]);
  });
  steps.forEach((step, at) => {
    check(usesOfStep(step), ['steps', at]);
    for (const word of 'save' in step ? Object.keys(step.save) : []) {
      if (isReserved(word)) {
        problems.push({ path: ['steps', at, 'save', word], message: `${word} already has a meaning` });
      }
      saved.add(word);
    }
  });
  return problems;
}

function wordProblem(word: string, may: Use['may'], nodes: number, saved: ReadonlySet<string>): string | null {
  if (isClientName(word)) {
    return may === 'endpoints' || may === 'client' ? null : `${word} is a client, not a server`;
  }
  if (may === 'client') {
    return `${word} is not a client: clients are called c1 … c999`;
  }
  const number = serverNumber(word);
  if (number !== null) {
    return number <= nodes ? null : `the cluster has only S1 … S${nodes}`;
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
  const known = word === 'leader' || word === 'oldLeader' || followerNumber(word) !== null || saved.has(word);
  return known ? null : `no server is called or saved as ${word} here`;
}

function usesOfStep(step: Step): Use[] {
  if ('call' in step) {
    return usesOfCall(step);
  }
  if ('submit' in step) {
    return step.target === undefined ? [] : [{ field: 'target', names: [step.target], may: 'one' }];
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
      return [];
    default:
      return [{ field: 'node', names: list(step.node), may: 'many' }];
  }
}

function usesOfCondition(condition: Condition): Use[] {
  const { leader, leaderOtherThan, sameTerm, sameLog, term, committed, commands, log, role, status } = condition;
  const uses: Use[] = [
    { field: 'leader', names: list(leader), may: 'leader' },
    { field: 'leaderOtherThan', names: list(leaderOtherThan), may: 'one' },
    { field: 'sameTerm', names: list(sameTerm), may: 'many' },
    { field: 'sameLog', names: list(sameLog), may: 'many' },
    { field: 'role', names: Object.keys(role ?? {}), may: 'one' },
    { field: 'status', names: Object.keys(status ?? {}), may: 'one' },
    { field: 'operation.client', names: list(condition.operation?.client), may: 'client' },
  ];
  for (const [field, part] of Object.entries({ term, committed, commands, log })) {
    uses.push({ field: `${field}.nodes`, names: list(part?.nodes), may: 'many' });
  }
  return uses;
}

function within(verb: string, uses: readonly Use[]): Use[] {
  return uses.map((use) => ({ ...use, field: `${verb}.${use.field}` }));
}

function list(selector: Selector | undefined): readonly string[] {
  return selector === undefined ? [] : [selector].flat();
}
