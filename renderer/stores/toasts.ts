/** Short sentences to the user that come and go; what went wrong stays until it is closed. */
import { ref, shallowRef } from 'vue';

export type Tone = 'info' | 'good' | 'bad';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: Tone;
}

const mostShown = 4;

export function createToasts() {
  const shown = shallowRef<readonly Toast[]>([]);
  const nextId = ref(1);

  function notify(text: string, tone: Tone = 'info'): void {
    const others = shown.value.filter((toast) => toast.text !== text);
    shown.value = [...others, { id: nextId.value, text, tone }].slice(-mostShown);
    nextId.value += 1;
  }

  function dismiss(id: number): void {
    shown.value = shown.value.filter((toast) => toast.id !== id);
  }

  return { shown, notify, dismiss };
}
