/** What the members panel offers, what it asks of the lab, and why a control is off. */
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, test } from 'vitest';
import type { LabMethod } from '../../../core/contract/lab-api.ts';
import { additionHindrance, memberActions } from '../../../renderer/panels/members/actions.ts';
import { membersOf, nextName, planHindrance, planOf, planText } from '../../../renderer/panels/members/plan.ts';
import { useMembers } from '../../../renderer/panels/members/store.ts';
import { useLab } from '../../../renderer/stores/lab.ts';
import { Scene } from '../scene.ts';

let calls: [LabMethod, unknown][];
let refusal: string;

beforeEach(() => {
  setActivePinia(createPinia());
  calls = [];
  refusal = 'The learner that is to vote has not caught up yet. Try again in a moment.';
  useLab().connect({
    call: (method, params) => {
      calls.push([method, params]);
      return Promise.resolve({ ok: false, error: { code: 'changeRefused', message: refusal } });
    },
    onEvents: () => () => {},
    onStatus: () => () => {},
  });
});

function led(): Scene {
  const scene = new Scene(['S1', 'S2', 'S3']);
  scene.log('S2', [1], 1);
  scene.role('S1', 'leader', 1);
  return scene;
}

function reasons(scene: Scene, id: string): (string | null)[] {
  return memberActions(scene.view, id, useMembers()).map(({ reason }) => reason);
}

describe('on one node', () => {
  test('a follower may take the lead, take a snapshot, be replaced and be removed', () => {
    const scene = led();
    expect(reasons(scene, 'S2')).toEqual([null, null, null, null]);
    for (const action of memberActions(scene.view, 'S2', useMembers())) action.run();
    expect(calls).toEqual([
      ['leader.transfer', { to: 'S2' }],
      ['node.snapshot', { node: 'S2' }],
      ['member.replace', { node: 'S2' }],
      ['member.remove', { node: 'S2' }],
    ]);
  });

  test('a control that is off says why', () => {
    const scene = led();
    const [transfer, snapshot] = reasons(scene, 'S1');
    expect(transfer).toBe('S1 leads already.');
    expect(snapshot).toBe('S1 has applied nothing that is not in its snapshot already.');
    scene.membership(['S1'], 2, { voters: ['S1'], learners: ['S2'] });
    expect(reasons(scene, 'S2')[0]).toBe('S2 is a learner and cannot lead. Give it a vote first.');
    expect(reasons(scene, 'S1')[3]).toBe('S1 is the last voter.');
    expect(reasons(scene, 'S3').slice(2)).toEqual(['S3 is no member any more.', 'S3 is no member any more.']);
  });

  test('6 in joint consensus there is no other change, and without a leader none at all', () => {
    const scene = led();
    scene.membership(['S1'], 2, { outgoing: ['S1', 'S2', 'S3'], voters: ['S1', 'S2'] });
    expect(reasons(scene, 'S2').slice(2)).toEqual(
      Array(2).fill('The cluster is in C-old,new. It has to leave it first.'),
    );
    scene.role('S1', 'follower', 2);
    expect(additionHindrance(scene.view)).toBe('Nobody leads now, and only a leader can change the members.');
  });

  test('a refusal is told in the lab’s own sentence', async () => {
    useMembers().remove('S2');
    await new Promise((done) => setImmediate(done));
    expect(useLab().toasts.map(({ text, tone }) => [text, tone])).toEqual([[refusal, 'bad']]);
  });
});

describe('any other membership', () => {
  test('is planned from the one in force, and named as the log will say it', () => {
    const { view } = led();
    const plan = { ...planOf(view), S1: 'out', S2: 'learner', [nextName(planOf(view))]: 'voter' } as const;
    expect(membersOf(plan)).toEqual({ voters: ['S3', 'S4'], learners: ['S2'] });
    expect(planText(view, plan)).toBe('C-old S1 S2 S3, C-new S3 S4, learner S2');
    expect(planHindrance(view, plan)).toBeNull();
  });

  test('that is none says why', () => {
    const { view } = led();
    expect(planHindrance(view, planOf(view))).toMatch(/^The membership is so already/);
    expect(planHindrance(view, { S1: 'out', S2: 'learner', S3: 'out' })).toBe('Somebody must have a vote.');
  });
});
