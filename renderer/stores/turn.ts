/** Values that follow the past when it is their panel's turn (motion.ts), and at once while nothing moves. */
import { type ComputedRef, computed, ReactiveEffect } from 'vue';
import type { TurnName } from './motion.ts';
import { usePlayhead } from './playhead.ts';

export function useTurn(name: TurnName) {
  const playhead = usePlayhead();
  return function inTurn<Value>(read: () => Value): ComputedRef<Value> {
    return computed(() => {
      if (!playhead.isMoving) return read();
      // Nothing but the turn has it read again.
      playhead.turnOf(name);
      return unheard(read);
    });
  };
}

/** Reads without whoever asks hearing of later changes. */
function unheard<Value>(read: () => Value): Value {
  const effect = new ReactiveEffect(read);
  try {
    return effect.run();
  } finally {
    effect.stop();
  }
}
