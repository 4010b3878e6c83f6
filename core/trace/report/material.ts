/** Gathers from a run's events, one after the other, what a report tells. */
import type { TraceEvent } from '../events.ts';
import { applyEvent, createView } from '../view.ts';
import { KeyEvents } from './key-events.ts';
import { RoleBands } from './role-bands.ts';

export class ReportMaterial {
  readonly view = createView();
  readonly keyEvents = new KeyEvents();
  readonly bands = new RoleBands();
  events = 0;

  hear(event: TraceEvent): void {
    applyEvent(this.view, event);
    this.keyEvents.hear(event);
    this.bands.hear(event);
    this.events += 1;
  }
}
