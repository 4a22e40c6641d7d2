import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "@cdktn/hcl2json";
import { startEmulator } from "pulumi-gcp-lro/emulator";
import { readExample, type Step } from "./examples.js";
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
  await using emulator = await startEmulator({ operationTime: "1h", cancelTime: 0 });
  for (const target of [cluster, `${location}/clusters/others`]) {
    emulator.seedOperation({ service: "alloydb", method: "exportCluster", target });
  }
  await using runner = await Runner.create(emulator);
  const { step, variables } = await provisioner();
  await runner.succeed([step], variables);
  assert.deepEqual(
    emulator.operations.map(({ state }) => state),
    ["CANCELLED", "RUNNING"],
  );
});

// The exit code 3 may hide that the list of operations was incomplete.
test("the provisioner fails once if an operation completes despite the cancel", async () => {
  await using emulator = await startEmulator({ operationTime: "1h", cancelTime: 0 });
  const behaviour = { endsWhenCancelled: "succeed" } as const;
  emulator.seedOperation({ service: "alloydb", method: "exportCluster", target: cluster, behaviour });
  await using runner = await Runner.create(emulator);
  const { step, variables } = await provisioner();
  const { code, text } = await (await runner.start(step, variables)).end;
  assert.equal(code, 3, text);
  await runner.succeed([step], variables);
});

/** The step of the provisioner, and its variables. */
async function provisioner(): Promise<{ step: Step; variables: NodeJS.ProcessEnv }> {
  const { resource } = (await parse("main.tf", readExample("terraform", "main.tf"))) as Configuration;
  const [found] = resource.terraform_data.operations.flatMap((one) => one.provisioner["local-exec"]);
  assert.ok(found);
  assert.match(found.when, /destroy/);
  const values: Record<string, string> = { cluster, location };
  const variables = Object.entries(found.environment).map(([name, value]) => [
    name,
    value.replace(/^\$\{self\.triggers_replace\.(\w+)\}$/, (_, key: string) => values[key] ?? ""),
  ]);
  return {
    step: { command: ["/bin/sh", "-c", found.command] },
    variables: Object.fromEntries(variables),
  };
}
