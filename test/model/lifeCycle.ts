import assert from "node:assert/strict";
import fc from "fast-check";
import { lifeCommands, type Model, scripts, undoCommands } from "./commands.js";
import { assertEveryOperationIsNamed } from "./names.js";
import { scriptsThatIgnoreCancels } from "./operationScripts.js";
import { firstProgram, type Program, programChange } from "./program.js";
import { assertPromises } from "./promises.js";
import type { Machine } from "./providerProcess.js";
import { Simulation } from "./simulation.js";
import type { Statistics } from "./statistics.js";

/** Runs after which a destroy that nothing disturbs must have succeeded, if the operation has ended. */
const DESTROYS = 3;

/** Milliseconds within which an operation ends that ends by itself. */
const LONGEST_RUN = 300_000;

/** Any life of a resource: at every step all promises hold, and its end can be reached. */
export function anyLife(statistics: Statistics) {
  return fc.asyncProperty(
    scripts,
    programChange,
    lifeCommands,
    async (operationScripts, change, commands) => {
      await live(new Simulation(operationScripts), { ...firstProgram, ...change }, commands, statistics);
    },
  );
}

/** A life whose operations ignore cancels and complete, to be undone. */
export function anyLifeUndone(statistics: Statistics) {
  return fc.asyncProperty(
    scriptsThatIgnoreCancels,
    programChange,
    undoCommands,
    async (operationScripts, change, commands) => {
      const undoSettings = { whenCompletedDespiteCancel: "undo", onDelete: "cancelAndWait" } as const;
      await live(
        new Simulation(operationScripts),
        { ...firstProgram, ...change, ...undoSettings },
        commands,
        statistics,
      );
    },
  );
}

async function live(
  simulation: Simulation,
  program: Program,
  commands: Iterable<fc.AsyncCommand<Model, Simulation>>,
  statistics: Statistics,
): Promise<void> {
  const model = { program };
  await fc.asyncModelRun(() => ({ model, real: simulation }), commands);
  await endCalmly(simulation, model.program);
  statistics.count(simulation);
}

/**
 * Ends a life without disturbance. Destroy ends once the operation has ended; an operation that never ends is removed from
 * the state. Then each machine gets two `up` and one `destroy` for each name of the resource that its journal may know.
 * After those, every operation that still runs has been named.
 */
export async function endCalmly(simulation: Simulation, program: Program): Promise<void> {
  await destroyCalmly(simulation);
  for (const machine of ["A", "B"] as const) {
    for (const name of [1, 2] as const) {
      simulation.engine.forgetAll();
      if (simulation.journals[machine].entries.length > 0) {
        await liveCalmly(simulation, { ...program, name }, machine);
      }
    }
  }
  assertEveryOperationIsNamed(simulation);
}

async function liveCalmly(simulation: Simulation, program: Program, machine: Machine): Promise<void> {
  const calm = { mishaps: [], machine };
  assertPromises(simulation, await simulation.up(program, calm));
  assertPromises(simulation, await simulation.up(program, calm));
  if (simulation.engine.resources.size === 0 && program.adopts !== undefined) {
    // The operation to adopt is not found: the user gives that up.
    const { adopts: _, ...startsInstead } = program;
    await liveCalmly(simulation, startsInstead, machine);
  }
  assertPromises(simulation, await simulation.destroy(calm));
}

async function destroyCalmly(simulation: Simulation): Promise<void> {
  const { engine, cloud } = simulation;
  for (let tries = 1; engine.resources.size > 0 && tries <= DESTROYS; tries += 1) {
    const before = new Map(engine.resources);
    // By the second one every operation has ended that ever does.
    await simulation.clock.sleep(tries === 2 ? LONGEST_RUN : 0);
    assertPromises(simulation, await simulation.destroy({ mishaps: [] }));
    const names = [...before.values()].map(({ outputs }) => String(outputs.operationName));
    // A service that denies an operation for a while contradicts itself.
    const isConsistent = names.every(
      (name) => cloud.find(name)?.script.forgotten === undefined && !cloud.isInFlight(name),
    );
    if (engine.resources.size === 0 && isConsistent) {
      engine.restore(before);
      await simulation.destroy({ mishaps: [] });
      // A state that is taken back still holds the cancel of an interrupted up: "fail" reports it once more.
      await simulation.destroy({ mishaps: [] });
      assert.equal(engine.resources.size, 0, "deleting once more fails");
    }
  }
  for (const { outputs } of engine.resources.values()) {
    const name = String(outputs.operationName);
    assert.ok(cloud.isInFlight(name), `${name} has ended and can't be destroyed`);
  }
}
