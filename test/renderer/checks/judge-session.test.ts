/** The judge of the page: red on the zoo's recordings, green on honest ones, and quiet about runs that are over. */
import { describe, expect, test } from 'vitest';
import { clashOf, clashReport } from '../../../renderer/checks/clash.ts';
import { clientRules, figure3, meanings } from '../../../renderer/checks/meanings.ts';
import { type Judgement, verdictOf } from '../../../renderer/checks/verdicts.ts';
import { JudgeAtHand, withoutVerdicts, zooRecording } from './recordings.ts';

function judgementOf({ answers, found }: JudgeAtHand): Judgement {
  const judged = answers.findLast((answer) => answer.kind === 'judged');
  const clients = answers.findLast((answer) => answer.kind === 'clients');
  if (judged?.kind !== 'judged') throw new Error('nothing was judged');
  return { found, occasions: new Map(judged.occasions), clients: clients?.verdict ?? null, hole: judged.hole };
}

describe('the recording of a bug', () => {
  test.each([
    ['ack-before-sync', 'Leader Completeness'],
    ['cut-without-conflict', 'Leader Completeness'],
    ['applied-twice', 'Applied Once and in Order'],
  ])('%s: what is broken is found in the events alone, with those that clash', { timeout: 60_000 }, async (name) => {
    const events = withoutVerdicts(await zooRecording(name));
    const { found } = new JudgeAtHand().judge(events);
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) {
      expect(finding.seqs.length).toBeGreaterThan(0);
      for (const seq of finding.seqs) expect(events[seq - 1]?.seq).toBe(seq);
      expect(clashOf(finding, (seq) => events[seq - 1]).length).toBeGreaterThan(0);
    }
  });

  test('the referee in the lab and the judge of the recording say the same thing once', async () => {
    const events = await zooRecording('ack-before-sync');
    const recorded = events.filter(({ ev }) => ev === 'check.violation');
    const { found } = new JudgeAtHand().judge(events);
    expect(recorded.length).toBeGreaterThan(0);
    const said = found.map(({ invariant, detail }) => `${invariant}: ${detail}`);
    expect(new Set(said).size).toBe(said.length);
  });

  test('a lost acknowledged write: red in words, and its report names both events', async () => {
    const events = withoutVerdicts(await zooRecording('ack-before-sync'));
    const judge = new JudgeAtHand().judge(events);
    const judgement = judgementOf(judge);
    const broken = judge.found[0];
    if (broken === undefined) throw new Error('nothing was found');
    expect(verdictOf(broken.invariant, judgement)).toMatchObject({ standing: 'violated', lastSeq: broken.seqs.at(-1) });
    expect(verdictOf('Election Safety', judgement).words).toMatch(/^Held /);
    const report = clashReport(
      broken,
      clashOf(broken, (seq) => events[seq - 1]),
      'Run 1.',
    );
    for (const side of clashOf(broken, (seq) => events[seq - 1])) expect(report).toContain(`#${side.seq} at`);
    expect(report).toContain(broken.detail);
  });
});

describe('an honest recording', () => {
  test('of the same scenario is green, and every rule of Figure 3 was put to the test', {
    timeout: 60_000,
  }, async () => {
    const judge = new JudgeAtHand().judge(await zooRecording('ack-before-sync', true));
    expect(judge.found).toEqual([]);
    const judgement = judgementOf(judge);
    expect(judgement.clients?.verdict).toBe('ok');
    for (const name of Object.keys(meanings)) expect(verdictOf(name, judgement).standing).toMatch(/^(held|untried)$/);
    for (const name of ['Election Safety', 'Log Matching', 'State Machine Safety', 'Linearizability']) {
      expect(verdictOf(name, judgement).words).toMatch(/^Held (once|[\d,]+ times)$/);
    }
  });

  test('is being judged until the clients were heard', async () => {
    const events = await zooRecording('ack-before-sync', true);
    const judge = new JudgeAtHand();
    judge.send({ kind: 'begin', run: 1 });
    judge.hear(events);
    expect(verdictOf('Linearizability', judgementOf(judge)).standing).toBe('running');
    judge.send({ kind: 'settle', run: 1 });
    expect(judge.answers.filter(({ kind }) => kind === 'clients')).toMatchObject([
      { verdict: { verdict: 'running' } },
      { verdict: { verdict: 'ok' } },
    ]);
  });
});

test('after a hole nothing is called held without saying so', async () => {
  const events = await zooRecording('ack-before-sync', true);
  const judge = new JudgeAtHand().judge(events.filter(({ seq }) => seq !== 300));
  const judgement = judgementOf(judge);
  expect(judgement.hole).toBe('Event 300 is missing.');
  expect(verdictOf('Election Safety', judgement)).toMatchObject({ standing: 'undecided' });
});

test('messages about a run that is over are not answered', async () => {
  const events = await zooRecording('ack-before-sync', true);
  const judge = new JudgeAtHand();
  judge.send({ kind: 'begin', run: 2 });
  judge.hear(events);
  expect(judge.answers).toEqual([]);
});

test('every rule has its meaning in a sentence, and the groups hold each rule once', () => {
  for (const { means, tryIt } of Object.values(meanings)) {
    expect(means).toMatch(/^[A-Z].*\.$/);
    expect(tryIt).toMatch(/^[A-Z].*\.$/);
  }
  const grouped = [...figure3, ...clientRules];
  expect(new Set(grouped).size).toBe(grouped.length);
});

test('one event that clashes with what another server is stands beside that server’s last event before', async () => {
  const events = withoutVerdicts(await zooRecording('ack-before-sync'));
  const { found } = new JudgeAtHand().judge(events);
  const alone = found.find(({ seqs, nodes }) => seqs.length === 1 && nodes.length > 1);
  if (alone === undefined) throw new Error('no finding of one event');
  const sides = clashOf(alone, (seq) => events[seq - 1]);
  expect(sides).toHaveLength(2);
  expect(new Set(sides.map(({ node }) => node)).size).toBe(2);
  expect(sides[1]?.seq).toBe(alone.seqs[0]);
  expect(sides[0]?.facts).toContainEqual(['on its disk', 'up to index 0']);
});
