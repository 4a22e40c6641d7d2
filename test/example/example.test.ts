import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";

interface Registration {
  name: string;
  inputs: Record<string, unknown> & { service: string; start: { path: string } };
}

const registrations: Registration[] = [];
const exported: { names?: Record<string, pulumi.Output<string>> } = {};

before(async () => {
  await pulumi.runtime.setMocks(
    {
      call: ({ inputs }) => inputs,
      newResource: ({ name, inputs }) => {
        registrations.push({ name, inputs });
        return { id: `${name}-id`, state: { ...inputs, operationName: `${name}-operation` } };
      },
    },
    "gcp-lro-example",
  );
  pulumi.runtime.setAllConfig({ "gcp:project": "orders", "gcp-lro-example:revision": "7" });
  Object.assign(exported, await import("#src/example/index.js"));
  await pulumi.runtime.disconnect();
});

test("it starts one operation in each of the five services, below the configured project", () => {
  assert.deepEqual(registrations.map(({ inputs }) => inputs.service).sort(), [
    "alloydb",
    "cloudaicompanion",
    "datafusion",
    "datastore",
    "discoveryengine",
  ]);
  for (const { inputs } of registrations) {
    assert.match(inputs.start.path, /^projects\/orders[/:]/);
  }
});

test("a new revision replaces the AlloyDB export and nothing else", () => {
  const triggered = registrations.filter(({ inputs }) => JSON.stringify(inputs).includes('"7"'));
  assert.deepEqual(
    triggered.map(({ inputs }) => [inputs.service, inputs.triggers]),
    [["alloydb", ["7"]]],
  );
});

test("it exports the names of the operations", () => {
  assert.deepEqual(Object.keys(exported.names ?? {}).sort(), [
    "clusterExport",
    "documentImport",
    "entityExport",
    "instance",
    "repositoryIndex",
  ]);
});
