/** A scenario: one file that runs as a test, as a command and as a lesson, in virtual time and on real servers alike. */
import * as v from 'valibot';
import { paramSchemas, raftRules } from '../../contract/lab-api.ts';
import { condition } from './condition.ts';
import { stepsInTurn } from './rounds.ts';
import { anyStep, type Step, step } from './steps.ts';
import { world } from './world.ts';

export const MAX_STEPS = 10_000;
const MAX_SECONDS = 86_400;

const text = (longest: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(longest));

function scenarioOf<Schema extends v.GenericSchema<unknown, Step>>(stepSchema: Schema) {
  return v.strictObject({
    name: text(80),
    /** One or two sentences: what happens, and what it shows. */
    about: text(500),
    /** Section of the Raft paper, such as `5.4.2`. */
    paper: text(40),
    cluster: v.strictObject({
      nodes: paramSchemas['cluster.create'].entries.nodes,
      pace: v.optional(v.picklist(['real', 'classroom']), 'real'),
      /** Those that are not as usual. */
      rules: v.optional(v.strictObject(raftRules.entries)),
      /** The planted mistake that every server plays with (core/zoo). */
      bug: v.optional(text(60)),
    }),
    /** Draws election timeouts, link faults and who is `random`, when nobody says otherwise. */
    seed: paramSchemas['cluster.create'].entries.seed,
    /** The simulated world it was recorded in; on real servers it has no meaning. */
    world: v.exactOptional(world),
    /** Seconds of the lab clock; a scenario that takes longer is undecided. */
    limitSeconds: v.pipe(v.number(), v.minValue(1), v.maxValue(MAX_SECONDS)),
    /** What must be found broken, by its name in Figure 3: `Election Safety`. The run passes when it is, and not before. */
    violation: v.optional(text(80)),
    /** What must hold from the first step to the last. */
    always: v.optional(v.pipe(v.array(condition), v.maxLength(20)), []),
    steps: v.pipe(
      v.array(stepSchema),
      v.minLength(1),
      v.maxLength(MAX_STEPS),
      v.check((steps) => stepsInTurn(steps) <= MAX_STEPS, `at most ${MAX_STEPS} steps, every round counted`),
    ),
  });
}

export const scenario = scenarioOf(step);

/** The same with every form of a step spelt out: what the published JSON Schema is made of. */
export const publishedScenario = scenarioOf(anyStep);

export type Scenario = v.InferOutput<typeof scenario>;
