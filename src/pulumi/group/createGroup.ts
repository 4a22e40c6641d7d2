import type { Dependencies } from "../context/dependencies.js";
import { openService } from "../context/operationContext.js";
import type { StepControl } from "../engine/steps.js";
import type { DeclaredGroup } from "../state/groupState.js";

/**
 * Creates a group. Sends nothing.
 *
 * @throws UserError if the service can't be opened as the settings and the environment say
 */
export async function createGroup(
  dependencies: Dependencies,
  _control: StepControl,
  group: DeclaredGroup,
): Promise<{ id: string; saved: DeclaredGroup }> {
  const { selection } = group;
  const parent = selection.kind === "list" ? selection.parent : undefined;
  const resourceName = selection.kind === "list" ? `${selection.parent}/operations/-` : selection.names[0];
  const { resolved } = openService(dependencies, { ...group, resourceName: resourceName ?? "" });
  // Pulumi shows an ID, and keeps it in plain text.
  const path = parent === undefined || group.isNameSecret ? "operations" : `${parent}/operations`;
  return { id: `//${resolved.host}/${path}`, saved: group };
}
