import fc from "fast-check";
import { fate } from "./fates.js";
import type { Life, Run } from "./life.js";
import type { Damage } from "./machineJournal.js";
import { mishaps } from "./mishap.js";
import { inputsOf, type Program, programChange } from "./program.js";
import { assertPromises } from "./promises.js";
import type { Disturbance, Moment } from "./providerProcess.js";

/** What the user has before them: the program as it is now. */
export interface Model {
  program: Program;
}

type LifeCommand = fc.AsyncCommand<Model, Life>;

/** A command whose counterexamples can be read. */
function command(text: string, run: (model: Model, life: Life) => Promise<void>): LifeCommand {
  return { check: () => true, run, toString: () => text };
}

/** A run of Pulumi, disturbed, after which every promise must hold. */
function pulumi(
  name: string,
  disturbance: Disturbance,
  run: (model: Model, life: Life) => Promise<Run>,
): LifeCommand {
  return command(`${name}(${textOf(disturbance)})`, async (model, life) => {
    assertPromises(life, await run(model, life));
  });
}

/** The parts that say something, as they would be written. */
function textOf({ mishaps, ...moments }: Disturbance): string {
  const parts = { ...(mishaps.some((mishap) => mishap !== undefined) && { mishaps }), ...moments };
  return Object.keys(parts).length === 0 ? "" : fc.stringify(parts);
}

const moment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ happenings: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ happenings: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ after: fc.nat(30_000) }),
);

const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  fc.record({ mishaps }),
  fc.record({ mishaps, tries: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ mishaps, interrupt: moment }),
  fc.record({ mishaps, kill: moment }),
  fc.record({ mishaps, killOfCli: moment }),
);

const up = disturbance.map((given) =>
  pulumi("up", given, ({ program }, life) => life.up(inputsOf(program), given)),
);
const destroy = disturbance.map((given) => pulumi("destroy", given, (_, life) => life.destroy(given)));
const refresh = disturbance.map((given) => pulumi("refresh", given, (_, life) => life.refresh(given)));

const edit = programChange.map((change) =>
  command(`edit(${fc.stringify(change)})`, async (model) => {
    model.program = { ...model.program, ...change };
  }),
);

/** The user is told a name, from a list or a log, and takes that operation over. */
const adopt = fc.constant(
  command("adoptTheLatest()", async (model, { cloud }) => {
    const latest = cloud.operations.at(-1);
    model.program = { ...model.program, ...(latest && { adopts: latest.name }) };
  }),
);

const startInstead = fc.constant(
  command("startInsteadOfAdopting()", async (model) => {
    const { adopts: _, ...program } = model.program;
    model.program = program;
  }),
);

const somebodyCancels = fc.constant(
  command("somebodyCancels()", async (_, { cloud }) => {
    const latest = cloud.operations.at(-1);
    if (latest !== undefined) {
      cloud.cancel(latest.name);
    }
  }),
);

const harm = fc.constantFrom<Damage>("lost", "unwritable", "writable").map((damage) =>
  command(`journal(${damage})`, async (_, { journal }) => {
    journal.comeToHarm(damage);
  }),
);

const pass = fc
  .oneof(fc.nat(5_000), fc.nat(600_000))
  .map((milliseconds) => command(`pass(${milliseconds})`, (_, { clock }) => clock.sleep(milliseconds)));

export const lifeCommands = fc.commands(
  [up, up, up, destroy, refresh, edit, edit, adopt, startInstead, somebodyCancels, harm, pass],
  { maxCommands: 16, size: "max" },
);

const calmUp = fc.constant(
  pulumi("up", { mishaps: [] }, ({ program }, life) => life.up(inputsOf(program), { mishaps: [] })),
);

/** Mostly destroys of what runs. */
export const undoCommands = fc.commands([calmUp, calmUp, up, destroy, destroy, destroy, destroy, refresh], {
  maxCommands: 10,
  size: "max",
});

export const fates = fc.array(fate, { minLength: 1, maxLength: 4 });

/** They heed no cancel and complete. */
export const heedless = fc.array(
  fc.record({
    runsFor: fc.oneof(fc.integer({ min: 150, max: 2_000 }), fc.integer({ min: 2_000, max: 90_000 })),
    end: fc.constantFrom("response" as const, "nothing" as const),
    cancel: fc.constant("ignored" as const),
    tellsOfCancel: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);
