import type { JsonObject } from "#src/core/json.js";
import { operationGroup } from "#src/pulumi/provider.js";

/** The delete of one OperationGroup, as the provider process carries it out. */
export interface GroupOrder {
  host: string;
  args: JsonObject;
}

/** The figures of the delete, in milliseconds. */
export interface GroupFigures {
  wall: number;
  cpu: number;
}

/** Creates a group as ordered, deletes it, and sends the figures of the delete. */
process.once("message", async ({ host, args }: GroupOrder) => {
  process.env.GCP_LRO_EMULATOR_HOST = host;
  const { id, outs } = await operationGroup.create(args);
  const before = process.cpuUsage();
  const start = performance.now();
  await operationGroup.delete?.(id, outs ?? {});
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const figures: GroupFigures = { wall, cpu: (user + system) / 1_000 };
  process.send?.(figures, () => process.exit());
});
