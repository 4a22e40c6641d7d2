import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "@cdktn/hcl2json";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { readExample } from "./examples.js";
import { Runner } from "./runner.js";

/** The part of the configuration that matters here. */
interface Configuration {
  resource: { terraform_data: { operations: { provisioner: { "local-exec": LocalExec[] } }[] } };
}

interface LocalExec {
  when: string;
  command: string;
  environment: Record<string, string>;
}

const location = "projects/p/locations/europe-west1";
const cluster = `${location}/clusters/orders`;

test("the provisioner at destroy cancels the operations on the cluster, and on no other", async () => {
  const { resource } = (await parse("main.tf", readExample("terraform", "main.tf"))) as Configuration;
  const [provisioner] = resource.terraform_data.operations.flatMap((one) => one.provisioner["local-exec"]);
  assert.ok(provisioner);
  assert.match(provisioner.when, /destroy/);

  await using emulator = await startEmulator({ operationTime: "1h", cancelTime: 0 });
  for (const target of [cluster, `${location}/clusters/others`]) {
    emulator.seedOperation({ service: "alloydb", method: "exportCluster", target });
  }
  const values: Record<string, string> = { cluster, location };
  const variables = Object.entries(provisioner.environment).map(([name, value]) => [
    name,
    value.replace(/^\$\{self\.triggers_replace\.(\w+)\}$/, (_, key: string) => values[key] ?? ""),
  ]);
  await using runner = await Runner.create(emulator);
  const step = { command: ["/bin/sh", "-c", provisioner.command] };
  await runner.succeed([step], Object.fromEntries(variables));
  assert.deepEqual(
    emulator.operations.map(({ state }) => state),
    ["CANCELLED", "RUNNING"],
  );
});
