/** Scenario files: what is read, and what is refused with the place of the mistake. */
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../core/scenario/language/read.ts';
import { MAX_STEPS } from '../../core/scenario/language/scenario.ts';

const head = `name: Test
about: A test.
paper: '5.2'
cluster: { nodes: 3 }
limitSeconds: 10
`;

function problems(text: string): readonly string[] {
  const read = readScenario(text);
  return read.ok ? [] : read.problems;
}

/** What is said about one step, which stands on line 7. */
function problemsOfStep(step: string): readonly string[] {
  return problems(`${head}steps:\n  - ${step}\n`);
}

describe('a good file', () => {
  test('is read with its defaults filled in', () => {
    const read = readScenario(
      `${head}steps:\n  - submit: put x 7\n  - wait: { committed: { atLeast: 1 } }\n    withinMs: 5\n`,
    );
    expect(read).toEqual({
      ok: true,
      scenario: {
        name: 'Test',
        about: 'A test.',
        paper: '5.2',
        cluster: { nodes: 3, pace: 'real' },
        limitSeconds: 10,
        always: [],
        steps: [
          { submit: 'put x 7', client: 'c1', background: false },
          { wait: { committed: { atLeast: 1, nodes: 'up' } }, withinMs: 5 },
        ],
      },
    });
  });

  test('may speak of servers that join, of moments that it marked, and of the same names in every round', () => {
    const steps = [
      '- call: member.add',
      '- { call: member.add, node: S7, as: learner }',
      '- { call: member.change, voters: [S1, S2, S9], learners: [joined] }',
      '- { call: node.crash, node: [S4, S7, S9] }',
      '- repeat: { times: 2, steps: [{ save: { old: leader } }, { mark: then }, { call: node.crash, node: old }] }',
      '- expect: { leaders: { since: then, atMost: 1 }, members: { voters: [S1, old], learners: [] } }',
    ];
    expect(problems(`${head}seed: 7\nsteps:\n${steps.map((step) => `  ${step}\n`).join('')}`)).toEqual([]);
  });

  test('may be JSON, begin with a byte order mark, and end its lines in CRLF', () => {
    const steps = [{ save: { old: 'leader' } }, { call: 'node.crash', node: 'old' }];
    const data = { name: 'T', about: 'T.', paper: '5', cluster: { nodes: 1 }, limitSeconds: 1, steps };
    expect(problems(JSON.stringify(data))).toEqual([]);
    expect(problems(`\uFEFF${head}steps:\n  - pause: 5\n`.replaceAll('\n', '\r\n'))).toEqual([]);
  });
});

describe('a bad step is refused with its line and place', () => {
  test.each([
    [
      'jump: 3',
      'line 7, steps.0: a step is one of: call, submit, load, stopLoad, wait, pause, expect, play, recover, save, mark, repeat',
    ],
    ['call: node.explode', /line 7, steps.0.call: .*"node.explode"/],
    ['call: cluster.stop', /line 7, steps.0.call: /],
    ['{ call: node.crash, node: S1, force: yes }', 'line 7, steps.0.force: unknown field'],
    ['call: node.crash', 'line 7, steps.0.node: this field is missing'],
    ['{ call: node.crash, node: 1 }', /line 7, steps.0.node: servers are named by a word/],
    ['{ call: node.crash, node: S4 }', 'line 7, steps.0.node: the cluster has only S1 … S3'],
    ['{ call: node.crash, node: ghost }', 'line 7, steps.0.node: no server is called or saved as ghost here'],
    ['{ call: node.crash, node: c1 }', 'line 7, steps.0.node: c1 is a client, not a server'],
    ['{ call: node.crash, node: others }', /others has a meaning only in links and partitions/],
    ['{ call: link.set, from: S1, to: S2, loss: 2 }', /line 7, steps.0.loss: /],
    ['{ call: link.set, from: S1, to: S2, delayMs: -5 }', /line 7, steps.0.delayMs: /],
    ['{ call: clock.pace, mode: step }', /line 7, steps.0.mode: /],
    ['{ wait: { leader: any } }', 'line 7, steps.0.withinMs: this field is missing'],
    ['{ wait: { leader: any }, withinMs: 86400001 }', /line 7, steps.0.withinMs: /],
    ['{ wait: {}, withinMs: 5 }', 'line 7, steps.0.wait: a condition says at least one thing'],
    ['{ wait: { leeder: any }, withinMs: 5 }', 'line 7, steps.0.wait.leeder: unknown field'],
    ['{ wait: { term: { atleast: 1 } }, withinMs: 5 }', 'line 7, steps.0.wait.term.atleast: unknown field'],
    ['{ expect: { leader: all } }', 'line 7, steps.0.expect.leader: all is not one server'],
    ['{ expect: { operation: { client: S1 } } }', /steps.0.expect.operation.client: S1 is not a client/],
    ['pause: -1', /line 7, steps.0.pause: /],
    ['{ submit: get x, result: { value: 7 } }', /line 7, steps.0.result.value: /],
    ['submit: ""', /line 7, steps.0.submit: /],
    ['{ submit: get x, client: bob }', 'line 7, steps.0.client: a client is called c1 … c999'],
    ['{ submit: get x, target: up }', 'line 7, steps.0.target: up is not one server'],
    ['{ save: { leader: S1 } }', 'line 7, steps.0.save.leader: leader already has a meaning'],
    ['{ save: { old: any } }', 'line 7, steps.0.save.old: any is not a server'],
    ['{ call: member.add, as: king }', /line 7, steps.0.as: /],
    ['{ call: member.remove, node: S4 }', 'line 7, steps.0.node: the cluster has only S1 … S3'],
    ['{ call: cluster.rules, rules: { perVote: true } }', 'line 7, steps.0.rules.perVote: unknown field'],
    ['{ call: leader.transfer, to: followers }', 'line 7, steps.0.to: followers is not one server'],
    ['{ submit: get x, target: all, read: sometimes }', /line 7, steps.0.read: /],
    ['{ load: { clients: 0 } }', /line 7, steps.0.load.clients: /],
    ['stopLoad: {}', 'line 7, steps.0.stopLoad.withinMs: this field is missing'],
    ['{ expect: { leaders: { since: then, atMost: 1 } } }', /expect.leaders.since: no moment is marked as then/],
    ['{ repeat: { times: 0, steps: [{ pause: 5 }] } }', /line 7, steps.0.repeat.times: /],
    ['{ repeat: { times: 2, steps: [{ call: node.crash }] } }', /line 7, steps.0.repeat.steps.0.node: this field is/],
    ['{ repeat: { times: 2, steps: [{ repeat: {} }] } }', /steps.0.repeat.steps.0: a step is one of: .* mark$/],
    [
      'null',
      'line 7, steps.0: a step is one of: call, submit, load, stopLoad, wait, pause, expect, play, recover, save, mark, repeat',
    ],
  ])('%s', (step, expected) => {
    const [first] = problemsOfStep(step);
    if (typeof expected === 'string') {
      expect(first).toBe(expected);
    } else {
      expect(first).toMatch(expected);
    }
  });
});

describe('a bad file is refused', () => {
  test.each([
    ['a list', '- 1\n', 'line 1, name: this field is missing'],
    ['a word', 'hello', 'line 1, the file: expected Object, found "hello"'],
    ['not YAML', 'a: [1\n', /^line \d+: /],
    ['two fields of one name', `${head}name: Again\nsteps: []\n`, /line 6: Map keys must be unique/],
    ['a tag', `${head}steps:\n  - !!js/function "function(){}"\n`, /line 7: Unresolved tag/],
    ['a reference', `${head}steps: &all\n  - pause: 5\nalways: *all\n`, /cannot be read as YAML/],
    ['an unknown field', `${head}steps:\n  - pause: 5\nrepeat: 9\n`, 'line 8, repeat: unknown field'],
    ['a field too few', head.replace('name: Test\n', ''), 'line 1, name: this field is missing'],
    ['no steps', `${head}steps: []\n`, /line 6, steps: /],
    ['ten servers', `${head.replace('nodes: 3', 'nodes: 10')}steps:\n  - pause: 5\n`, /line 4, cluster.nodes: /],
    ['more than a day', `${head.replace('10', '86401')}steps:\n  - pause: 5\n`, /line 5, limitSeconds: /],
    ['too many steps', `${head}steps:\n${'  - pause: 5\n'.repeat(MAX_STEPS + 1)}`, /line 7, steps: /],
    [
      'too many rounds',
      `${head}steps:\n  - repeat: { times: 1000, steps: [${'{ pause: 5 }, '.repeat(11)}] }\n`,
      /line 7, steps: at most 10000/,
    ],
    ['too long', `${head}# ${'x'.repeat(1_048_576)}`, 'the file is longer than 1048576 characters'],
    ['nested too deep', '['.repeat(200_000), /./],
    [
      'a name used before it is saved',
      `${head}always:\n  - leader: old\nsteps:\n  - save: { old: leader }\n`,
      /always.0.leader: no server/,
    ],
  ])('%s', (_, text, expected) => {
    const [first] = problems(text);
    if (typeof expected === 'string') {
      expect(first).toBe(expected);
    } else {
      expect(first).toMatch(expected);
    }
  });

  test('with every mistake at once, up to twenty', () => {
    expect(problems(`${head}steps:\n${'  - jump: 5\n'.repeat(50)}`)).toHaveLength(20);
  });

  test('without touching any prototype', () => {
    expect(problems(`${head}__proto__: { polluted: true }\nsteps:\n  - pause: 5\n`)).not.toEqual([]);
    expect({}).not.toHaveProperty('polluted');
  });
});
