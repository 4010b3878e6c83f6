/** The members panel: whether it is open, and what it asks of the lab. A refusal is said in the lab's own sentence. */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { LabMethod, ParamsInput, Result } from '../../../core/contract/lab-api.ts';
import { membershipOf } from '../../../core/trace/queries.ts';
import { useLab } from '../../stores/lab.ts';

export const useMembers = defineStore('members', () => {
  const lab = useLab();
  const open = ref(false);
  /** Why nothing can be asked now, whatever it is. */
  const hindrance = computed(() => lab.hindrance);

  /** `done` says what has come of it. The trace shows every stage on the way. */
  async function ask<Method extends LabMethod>(
    method: Method,
    params: ParamsInput<Method>,
    done: (value: Result<Method>) => string,
  ): Promise<void> {
    const reply = await lab.call(method, params);
    if (reply.ok) lab.notify(done(reply.value), 'good');
  }

  function add(as: 'voter' | 'learner', node?: string): void {
    const params = node === undefined ? { as } : { as, node };
    const place = as === 'voter' ? 'has a vote now' : 'learns now';
    void ask('member.add', params, (added) => `${added.node} ${place}${where(added.address)}.`);
  }

  /** Its vote is given through C-old,new: the contract's own way for one who is a member already. */
  function promote(node: string): void {
    const { voters, learners } = membershipOf(lab.view);
    const params = { voters: [...voters, node], learners: learners.filter((id) => id !== node) };
    void ask('member.change', params, () => `${node} has a vote now.`);
  }

  function remove(node: string): void {
    void ask('member.remove', { node }, () => `${node} is no member any more; its files stay.`);
  }

  function replace(node: string): void {
    void ask('member.replace', { node }, (by) => `${by.node} is in the place of ${node}${where(by.address)}.`);
  }

  function change(params: ParamsInput<'member.change'>): void {
    const end =
      params.leave === 'byHand' ? 'C-old,new is committed and stays until you leave it.' : 'C-new is committed.';
    void ask('member.change', params, () => end);
  }

  function leaveJoint(): void {
    void ask('member.leaveJoint', {}, () => 'The cluster has left C-old,new.');
  }

  function transfer(to: string): void {
    void ask('leader.transfer', { to }, () => `${to} leads now.`);
  }

  function snapshot(node: string): void {
    void ask('node.snapshot', { node }, ({ lastIncludedIndex }) => {
      return `${node} has a snapshot up to entry ${lastIncludedIndex}, and let go of the log up to there.`;
    });
  }

  return { open, hindrance, add, promote, remove, replace, change, leaveJoint, transfer, snapshot };
});

function where(address: string | null): string {
  return address === null ? '' : ` at ${address}`;
}
