import type { JsonObject } from "#src/core/json.js";
import { DrivenClock, idle } from "./drivenClock.js";
import { MemoryJournal } from "./memoryJournal.js";
import type { ProviderScript } from "./providerConnection.js";
import { inputsOf, ProviderScene } from "./providerScene.js";

/** A journal as a run leaves it whose state was saved, with the operation's name. */
export async function returned(
  inputs: JsonObject = inputsOf(),
  script: ProviderScript = {},
): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  await new ProviderScene(script, { journal }).create(inputs);
  return journal;
}

/** A journal as a run leaves it that was killed while its create waited for the operation's end. */
export async function killedInWait(
  inputs: JsonObject = inputsOf({ waitFor: "done" }),
  journal = new MemoryJournal(),
): Promise<MemoryJournal> {
  // Its time stands still: it never learns of an end.
  const scene = new ProviderScene({}, { journal, clock: new DrivenClock("whenTold") });
  void scene.create(inputs);
  await idle();
  if (journal.entry?.status !== "started") {
    throw new Error("The operation is not waited for.");
  }
  return journal;
}

/** A journal as a run leaves it that was killed while its start was under way. */
export async function killedDuringStart(inputs: JsonObject = inputsOf()): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  // Its time stands still: it never learns the answer.
  const scene = new ProviderScene({ startTakes: 1 }, { journal, clock: new DrivenClock("whenTold") });
  void scene.create(inputs);
  await idle();
  if (scene.count("start") !== 1 || journal.entry?.status !== "sending") {
    throw new Error("The start is not under way.");
  }
  return journal;
}

/** A clock so many milliseconds after the one of the run before began. */
export async function later(milliseconds: number): Promise<DrivenClock> {
  const clock = new DrivenClock();
  await clock.sleep(milliseconds);
  return clock;
}
