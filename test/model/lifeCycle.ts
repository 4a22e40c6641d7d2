import assert from "node:assert/strict";
import fc from "fast-check";
import type { Census } from "./census.js";
import { fates, heedless, lifeCommands, type Model, undoCommands } from "./commands.js";
import type { Kept } from "./engineModel.js";
import { Life } from "./life.js";
import { firstProgram, type Program, programChange } from "./program.js";
import { assertPromises } from "./promises.js";

const CALM = { mishaps: [] };

/** Runs after which a destroy that nothing disturbs must have succeeded, if the operation has ended. */
const DESTROYS = 3;

/** Any life of a resource: at every step all promises hold, and its end can be reached. */
export function anyLife(census: Census) {
  return fc.asyncProperty(fates, programChange, lifeCommands, async (fated, given, commands) => {
    await live(new Life(fated), { ...firstProgram, ...given }, commands, census);
  });
}

/** A life whose operations heed no cancel and complete, to be undone. */
export function anyLifeUndone(census: Census) {
  return fc.asyncProperty(heedless, programChange, undoCommands, async (fated, given, commands) => {
    const undoing = { whenCompletedDespiteCancel: "undo", onDelete: "cancelAndWait" } as const;
    await live(new Life(fated), { ...firstProgram, ...given, ...undoing }, commands, census);
  });
}

async function live(
  life: Life,
  program: Program,
  commands: Iterable<fc.AsyncCommand<Model, Life>>,
  census: Census,
): Promise<void> {
  await fc.asyncModelRun(() => ({ model: { program }, real: life }), commands);
  await assertCanEnd(life);
  census.count(life);
}

/** Without disturbance, destroy comes to its end once the operation has; and done twice it does no harm. */
async function assertCanEnd(life: Life): Promise<void> {
  const { engine } = life;
  await destroyCalmly(life);
  if (engine.kept !== undefined) {
    // What may have been undone already is for the user to look at, and to accept.
    await life.up({ ...engine.kept.inputs, whenCompletedDespiteCancel: "accept" }, CALM);
    await destroyCalmly(life);
  }
  assert.ok(isDestroyed(life), `${engine.kept?.outputs.operationName} has ended and can't be destroyed`);
}

/** Nothing is kept, or what is kept is still in flight. */
function isDestroyed({ engine, cloud }: Life): boolean {
  return engine.kept === undefined || cloud.isInFlight(String(engine.kept.outputs.operationName));
}

/** Unless the service had forgotten the operation for a while, and so contradicts itself. */
async function destroyOnceMore(life: Life, kept: Kept): Promise<void> {
  const { engine, cloud } = life;
  if (cloud.find(String(kept.outputs.operationName))?.fate.forgotten === undefined) {
    engine.kept = kept;
    await life.destroy(CALM);
    assert.equal(engine.kept, undefined, "deleting once more fails");
  }
}

async function destroyCalmly(life: Life): Promise<void> {
  const { engine } = life;
  for (let tries = 1; engine.kept !== undefined && tries <= DESTROYS; tries += 1) {
    const { kept } = engine;
    assertPromises(life, await life.destroy(CALM));
    if (engine.kept === undefined) {
      await destroyOnceMore(life, kept);
    }
  }
}
