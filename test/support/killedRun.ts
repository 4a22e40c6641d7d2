import type { JsonObject } from "#src/core/json.js";
import type { JournalEntry } from "#src/pulumi/journal/journal.js";
import { DrivenClock, idle } from "./drivenClock.js";
import { MemoryJournal } from "./memoryJournal.js";
import type { ProviderScript } from "./providerConnection.js";
import { inputsOf, ProviderScene, urn } from "./providerScene.js";

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
  inputs: JsonObject = inputsOf(),
  journal = new MemoryJournal(),
): Promise<MemoryJournal> {
  // Its clock never advances, so it never receives an end.
  const scene = new ProviderScene({}, { journal, clock: new DrivenClock("whenTold") });
  void scene.create({ ...inputs, waitFor: "done" });
  await idle();
  if (journal.entry?.status !== "started") {
    throw new Error("The operation is not waited for.");
  }
  return journal;
}

/** A journal with the only entry of a killed run, changed by the given facts. */
export async function killedWith(
  facts: { status?: "sending" | "started"; [fact: string]: unknown },
  inputs: JsonObject = inputsOf(),
): Promise<MemoryJournal> {
  const journal = await (facts.status === "sending" ? killedDuringStart(inputs) : killedInWait(inputs));
  journal.entries.set(urn, { ...journal.entry, ...facts } as JournalEntry);
  journal.statuses.length = 0;
  return journal;
}

/** The journal of a run that was killed during its start. */
export async function killedDuringStart(inputs: JsonObject = inputsOf()): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  // Its clock never advances, so it never receives the response.
  const scene = new ProviderScene({ startTakes: 1 }, { journal, clock: new DrivenClock("whenTold") });
  void scene.create(inputs);
  await idle();
  if (scene.count("start") !== 1 || journal.entry?.status !== "sending") {
    throw new Error("The start is not under way.");
  }
  return journal;
}

/** A clock that is that many milliseconds ahead of the beginning of the previous run. */
export async function later(milliseconds: number): Promise<DrivenClock> {
  const clock = new DrivenClock();
  await clock.sleep(milliseconds);
  return clock;
}
