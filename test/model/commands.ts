import fc from "fast-check";
import type { Damage } from "./machineJournal.js";
import { mishaps } from "./mishap.js";
import { script } from "./operationScripts.js";
import { type Program, programChange } from "./program.js";
import { assertPromises } from "./promises.js";
import type { Disturbance, Machine, Moment } from "./providerProcess.js";
import type { Run, Simulation } from "./simulation.js";

/** The program as it is now. */
export interface Model {
  program: Program;
}

type ModelCommand = fc.AsyncCommand<Model, Simulation>;

/** A command whose counterexamples can be read. */
function command(text: string, run: (model: Model, simulation: Simulation) => Promise<void>): ModelCommand {
  return { check: () => true, run, toString: () => text };
}

/** A run of Pulumi, disturbed, after which every promise must hold. */
function pulumi(
  name: string,
  disturbance: Disturbance,
  run: (model: Model, simulation: Simulation) => Promise<Run>,
): ModelCommand {
  return command(`${name}(${textOf(disturbance)})`, async (model, simulation) => {
    assertPromises(simulation, await run(model, simulation));
  });
}

/** The parts that say something, as they would be written. */
function textOf({ mishaps, ...others }: Disturbance): string {
  const parts = { ...(mishaps.some((mishap) => mishap !== undefined) && { mishaps }), ...others };
  return Object.keys(parts).length === 0 ? "" : fc.stringify(parts);
}

const formatTimestamp: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ happenings: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ happenings: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ after: fc.nat(30_000) }),
);

const ending: fc.Arbitrary<Omit<Disturbance, "mishaps">> = fc.oneof(
  fc.constant({}),
  fc.record({ tries: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ interrupt: formatTimestamp }),
  fc.record({ kill: formatTimestamp }),
  fc.record({ killOfCli: formatTimestamp }),
);

const machine = fc.constantFrom<Machine>("A", "B");

/** Mostly on the same machine, so that a journal meets its own entries. */
const place = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ machine }) },
);

const otherUser = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ otherStart: formatTimestamp }) },
);

const disturbance: fc.Arbitrary<Disturbance> = fc
  .tuple(mishaps, ending, place, otherUser)
  .map(([given, ...parts]) => Object.assign({ mishaps: given }, ...parts) as Disturbance);

const up = disturbance.map((given) =>
  pulumi("up", given, ({ program }, simulation) => simulation.up(program, given)),
);
const destroy = disturbance.map((given) =>
  pulumi("destroy", given, (_, simulation) => simulation.destroy(given)),
);
const refresh = disturbance.map((given) =>
  pulumi("refresh", given, (_, simulation) => simulation.refresh(given)),
);

const edit = programChange.map((change) =>
  command(`edit(${fc.stringify(change)})`, async (model) => {
    model.program = { ...model.program, ...change };
  }),
);

/** The user finds a name in a list or a log, and adopts that operation, including one of another user. */
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

const otherUserStarts = fc.constant(
  command("otherUserStarts()", async (_, { cloud }) => {
    cloud.startByAnotherUser();
  }),
);

const harm = fc
  .tuple(fc.constantFrom<Damage>("lost", "unwritable", "writable"), machine)
  .map(([damage, where]) =>
    command(`journal(${where}, ${damage})`, async (_, { journals }) => {
      journals[where].comeToHarm(damage);
    }),
  );

const rename = fc.boolean().map((isAliased) =>
  command(`rename(${isAliased ? "with" : "without"} alias)`, async (model) => {
    model.program = { ...model.program, name: model.program.name === 2 ? 1 : 2, isAliased };
  }),
);

const stateDelete = fc.constant(
  command("stateDelete()", async (_, { engine }) => {
    engine.forgetAll();
  }),
);

const restore = fc.integer({ min: 1, max: 4 }).map((ago) =>
  command(`restoreState(${ago} runs ago)`, async (_, { engine, exports }) => {
    const state = exports.at(-ago);
    if (state !== undefined) {
      engine.restore(state);
    }
  }),
);

const pass = fc
  .oneof(fc.nat(5_000), fc.nat(600_000))
  .map((milliseconds) => command(`pass(${milliseconds})`, (_, { clock }) => clock.sleep(milliseconds)));

export const lifeCommands = fc.commands(
  [
    ...[up, up, up, up, up, up, destroy, destroy, refresh, refresh, edit, edit, edit, edit, pass, pass],
    ...[
      adopt,
      startInstead,
      startInstead,
      somebodyCancels,
      otherUserStarts,
      harm,
      rename,
      stateDelete,
      restore,
    ],
  ],
  { maxCommands: 16, size: "max" },
);

const calmUp = fc.constant(
  pulumi("up", { mishaps: [] }, ({ program }, simulation) => simulation.up(program, { mishaps: [] })),
);

const destroyWithUndo = fc
  .tuple(disturbance, mishaps)
  .map(([given, undoMishaps]) => ({ ...given, undoMishaps }))
  .map((given) => pulumi("destroy", given, (_, simulation) => simulation.destroy(given)));

/** Mostly destroys of operations in flight. */
export const undoCommands = fc.commands(
  [
    ...[calmUp, calmUp, up, refresh, edit, somebodyCancels, pass],
    ...[destroy, destroyWithUndo, destroyWithUndo, destroyWithUndo],
  ],
  { maxCommands: 10, size: "max" },
);

export const scripts = fc.array(script, { minLength: 1, maxLength: 4 });
