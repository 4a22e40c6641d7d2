import type { JsonObject } from "#src/core/json.js";
import type { Journal } from "#src/pulumi/journal/journal.js";
import { MemoryJournal } from "./memoryJournal.js";
import type { ProviderScript } from "./providerConnection.js";
import { type ProviderScene, type Resource, started } from "./providerScene.js";
import { minute } from "./scene.js";
import type { UndoScript } from "./undoService.js";

/** What the operation works on, and what its response names. */
export const target = "projects/p/locations/l/clusters/c/instances/i";
export const responseName = "projects/p/locations/l/clusters/c/instances/response";

export const deleteTarget: JsonObject = { method: "DELETE", path: "{target}" };
export const restoreTarget: JsonObject = { path: "{target}:restore", body: { reason: "undo" } };

/** An operation that heeds no cancel and completes ten minutes into the delete. */
export const heedless: ProviderScript = {
  cancelTakes: "ignores",
  endsAt: 20 * minute,
  end: { response: { name: responseName } },
  metadata: { target },
};

export interface UndoStage {
  scene: ProviderScene;
  resource: Resource;
  journal: MemoryJournal;
}

/** A heedless operation, ten minutes old, that is to be undone. */
export async function setUndoStage(
  undo: UndoScript = {},
  request: JsonObject = deleteTarget,
  script: ProviderScript = {},
  more: JsonObject = {},
): Promise<UndoStage> {
  const journal = new MemoryJournal();
  const stage = await undoing(journal, { ...heedless, undo, ...script }, { undo: request, ...more });
  return { ...stage, journal };
}

/** The same where nothing is remembered, or by another journal. */
export function undoing(
  journal: Journal | undefined,
  script: ProviderScript,
  more: JsonObject,
): Promise<{ scene: ProviderScene; resource: Resource }> {
  return started(script, { whenCompletedDespiteCancel: "undo", ...more }, journal && { journal });
}
