import assert from "node:assert/strict";
import { test } from "node:test";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { cloudBuildStep, githubStep, gitlabStep, type Step } from "./examples.js";
import { Runner } from "./runner.js";

const sweeps: Record<string, Step> = {
  "GitHub Actions": githubStep("sweep.yml", "Sweep"),
  "GitLab CI": gitlabStep("sweep"),
  "Cloud Build": cloudBuildStep("sweep.yaml", "sweep"),
};

for (const [name, step] of Object.entries(sweeps)) {
  test(`${name}: the sweep cancels the operations of every service that are older than 6 hours`, async () => {
    // Its operations can't be listed by project, so that the sweep would fail after it has cancelled the others.
    const services = [{ service: "discoveryengine", versions: ["v1"], enabled: false }];
    await using emulator = await startEmulator({ operationTime: "100h", cancelTime: 0, services });
    const seed = (age: string) => [
      emulator.seedOperation({ service: "datastore", method: "exportEntities", target: "projects/p", age }),
      emulator.seedOperation({
        service: "alloydb",
        method: "exportCluster",
        target: "projects/p/locations/l/clusters/c",
        age,
      }),
    ];
    const old = seed("7h");
    seed("5h");
    await using runner = await Runner.create(emulator);
    const [end] = await runner.succeed([step], { PROJECT: "p", PROJECT_ID: "p" });
    const cancelled = emulator.operations.filter(({ state }) => state === "CANCELLED");
    assert.deepEqual(
      cancelled.map((operation) => operation.name),
      old,
      end?.text,
    );
  });
}
