import type { JsonObject } from "#src/core/json.js";
import type { Journal } from "#src/pulumi/journal/journal.js";
import { MemoryJournal } from "./memoryJournal.js";
import type { ProviderScript, UndoScript } from "./providerConnection.js";
import { type ProviderScene, type Resource, started } from "./providerScene.js";
import { minute } from "./scene.js";

/** The operation's target, and the name in its response. */
export const target = "projects/p/locations/l/clusters/c/instances/i";
export const responseName = "projects/p/locations/l/clusters/c/instances/response";

export const deleteTarget: JsonObject = { method: "DELETE", path: "{target}" };
export const restoreTarget: JsonObject = { path: "{target}:restore", body: { reason: "undo" } };

/** An operation that ignores cancels and completes ten minutes into the delete. */
export const ignoresCancel: ProviderScript = {
  cancelTakes: "ignores",
  endsAt: 20 * minute,
  end: { response: { name: responseName } },
  metadata: { target },
};

export interface UndoScene {
  scene: ProviderScene;
  resource: Resource;
  journal: MemoryJournal;
}

/** Starts an operation that ignores cancels, with an undo. It is ten minutes old. */
export async function openUndoScene(
  undo: UndoScript = {},
  request: JsonObject = deleteTarget,
  script: ProviderScript = {},
  more: JsonObject = {},
): Promise<UndoScene> {
  const journal = new MemoryJournal();
  const opened = await openUndoSceneWith(
    journal,
    { ...ignoresCancel, undo, ...script },
    { undo: request, ...more },
  );
  return { ...opened, journal };
}

/** The same without a journal, or with another one. */
export function openUndoSceneWith(
  journal: Journal | undefined,
  script: ProviderScript,
  more: JsonObject,
): Promise<{ scene: ProviderScene; resource: Resource }> {
  return started(script, { whenCompletedDespiteCancel: "undo", ...more }, journal && { journal });
}
