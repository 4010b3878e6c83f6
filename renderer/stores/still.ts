/** Values that stay as they were while the past is under way, for what the page shows a picture of meanwhile. */
import { type ComputedRef, computed } from 'vue';
import { usePlayhead } from './playhead.ts';

export function useStill() {
  const playhead = usePlayhead();
  return function still<Value>(read: () => Value): ComputedRef<Value> {
    return computed<Value>((before) => (playhead.isMoving && before !== undefined ? before : read()));
  };
}
