/** Choosing nodes: one, or several with Shift, by pointer, Enter or the arrow keys. */
import { useLab } from '../../stores/lab.ts';

export function useChoice() {
  const lab = useLab();

  function choose(id: string, additive: boolean): void {
    const chosen = lab.selectedNodes;
    if (!additive) lab.selectedNodes = chosen.length === 1 && chosen[0] === id ? [] : [id];
    else lab.selectedNodes = chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
  }

  /** The arrow keys walk around the ring and take the focus along. */
  function move(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined || !(event.currentTarget instanceof HTMLElement)) return;
    const nodes = [...event.currentTarget.querySelectorAll<SVGElement | HTMLElement>('[data-node]')];
    const focused = document.activeElement;
    const here = nodes.findIndex((node) => node.contains(focused));
    const next = nodes[(here + step + nodes.length) % nodes.length];
    const id = next?.dataset['node'];
    if (next === undefined || id === undefined) return;
    event.preventDefault();
    next.focus();
    lab.selectedNodes = [id];
  }

  return { choose, move };
}
