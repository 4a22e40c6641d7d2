import { OperationsClient } from "pulumi-gcp-lro/client";
import { readMetadata } from "#src/google/json/metadata.js";

/** One call for many operations. */
export interface ClientOrder {
  call: "wait" | "cancel by name" | "cancel by parent";
  host: string;
  names: string[];
}

/** The figures of the call. Times are in milliseconds. */
export interface ClientFigures {
  wall: number;
  cpu: number;
  /** Time from the end of an operation on the server to the report of its outcome, sorted. */
  lags: number[];
  /** The number of operations by outcome. */
  outcomes: Record<string, number>;
}

/** Sends one call for many operations as ordered, and then its figures. */
process.once("message", async ({ call, host, names }: ClientOrder) => {
  process.env.GCP_LRO_EMULATOR_HOST = host;
  const client = new OperationsClient({ service: "alloydb" });
  await client.get(names[0] as string);
  const lags: number[] = [];
  const options = {
    timeout: "1h",
    onProgress: (
      progress: Parameters<NonNullable<Parameters<typeof client.wait>[1]>["onProgress"] & {}>[0],
    ) => {
      if (progress.kind === "ended" && "operation" in progress.outcome) {
        const { endTime } = readMetadata(progress.outcome.operation?.metadata);
        lags.push(Date.now() - Date.parse(endTime ?? ""));
      }
    },
  };
  const which = call === "cancel by parent" ? { parent: "projects/p/locations/us-central1" } : names;
  const before = process.cpuUsage();
  const start = performance.now();
  const results =
    call === "wait" ? await client.waitAll(which, options) : await client.cancelAll(which, options);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const outcomes: Record<string, number> = {};
  for (const { outcome, error } of results) {
    const kind = outcome?.kind ?? error?.name ?? "";
    outcomes[kind] = (outcomes[kind] ?? 0) + 1;
  }
  lags.sort((a, b) => a - b);
  const figures: ClientFigures = { wall, cpu: (user + system) / 1_000, lags, outcomes };
  process.send?.(figures, () => process.exit());
});
