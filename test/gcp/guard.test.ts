import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import * as gcp from "@pulumi/gcp";
import { type CustomResource, RunError } from "@pulumi/pulumi";
import { gcpProviderArgs, guard } from "pulumi-gcp-lro";
import { mockGcp, registered, resolved } from "./gcpMocks.js";
import { makeResources } from "./resources.js";

interface GuardTable {
  services: Record<string, { below?: true; classes: Record<string, string[]> }>;
  names: Record<string, string>;
}

type ResourceClass = { get(name: string, id: string, state?: Record<string, string>): CustomResource };

const table = JSON.parse(
  readFileSync(path.join(__dirname, "../../../src/services/guardTable.json"), "utf8"),
) as GuardTable;
const packageFolder = path.dirname(require.resolve("@pulumi/gcp/package.json"));
const modules = gcp as unknown as Record<string, Record<string, ResourceClass>>;

before(() => mockGcp({ preview: false }));

/** The selection of the group that guards a resource. */
async function selectionOf(resource: CustomResource) {
  const group = guard(resource);
  const urn = await resolved(group.urn);
  const { service, parent, targets } =
    registered.find(({ name }) => urn.endsWith(`::${name}`))?.inputs ?? assert.fail(urn);
  return { service, parent, targets };
}

test("resources of the five services with recipes", async () => {
  const made = makeResources();
  const location = "projects/shop/locations/europe-west1";
  const cluster = `${location}/clusters/orders`;
  const index = "projects/shop/locations/us-central1/codeRepositoryIndexes/code";
  const dataStore = "projects/shop/locations/eu/collections/default_collection/dataStores/docs";
  const expected = {
    cluster: ["alloydb", location, cluster],
    alloydbInstance: ["alloydb", location, `${cluster}/instances/main`],
    backup: ["alloydb", location, `${location}/backups/nightly`],
    datafusionInstance: ["datafusion", location, `${location}/instances/etl`],
    codeRepositoryIndex: ["cloudaicompanion", "projects/shop/locations/us-central1", index],
    repositoryGroup: [
      "cloudaicompanion",
      "projects/shop/locations/us-central1",
      `${index}/repositoryGroups/shop`,
    ],
    dataStore: ["discoveryengine", `${dataStore}/branches/0`, dataStore],
    database: ["firestore", "projects/shop/databases/(default)", "projects/shop/databases/(default)"],
  } as const;
  for (const [kind, [service, parent, target]] of Object.entries(expected)) {
    const selection = await selectionOf(made[kind as keyof typeof expected]);
    assert.deepEqual(selection, { service, parent, targets: [target] }, kind);
  }
});

/** Names of which the declarations show another form, or that have another file name. */
const undocumentedNames: Record<string, string> = {
  "container/NodePool": "projects/shop/locations/europe-west1/clusters/orders/nodePools/main",
  "vectorsearch/Index": "projects/shop/locations/europe-west1/collections/docs/indexes/main",
};

/** A name as the class documents it for imports, or as the link to its REST resource shows it. */
function documentedName(module: string, className: string): string {
  const text = declarationsOf(module, className);
  const [, format = ""] = /## Import[\s\S]*?^ \* \* `([^`]+)`/m.exec(text) ?? [];
  const [, resource = ""] = /\[API documentation\]\([^)]*\/rest\/v\w+\/([\w.]+)/.exec(text) ?? [];
  const template = /^(?:\w+\/\{\{|\{\{parent\}\}\/)/.test(format)
    ? format
    : resource.replace(".global", "").replace(/\w+/g, "$&/{{x}}").replaceAll(".", "/");
  return template
    .replace("{{parent}}", "organizations/1")
    .replace(/locations\/\{\{\w+\}\}/, "locations/global")
    .replace("{{project}}", "shop")
    .replace(/\{\{(\w+)\}\}/g, "the-$1");
}

function declarationsOf(module: string, className: string): string {
  const folder = path.join(packageFolder, module);
  const texts = readdirSync(folder)
    .filter((name) => name.toLowerCase() === `${className.toLowerCase()}.d.ts`)
    .map((name) => readFileSync(path.join(folder, name), "utf8"));
  return texts[0] ?? assert.fail(`${module}.${className}`);
}

for (const [service, { below, classes }] of Object.entries(table.services)) {
  for (const [module, classNames] of Object.entries(classes)) {
    test(`${service}: resources of gcp.${module}`, async () => {
      for (const className of classNames) {
        const resourceClass = modules[module]?.[className];
        assert.ok(resourceClass, `gcp.${module}.${className}`);
        const outputs = {
          project: "shop",
          instance: "the-instance",
          name: "the-name",
          cluster: "the-cluster",
        };
        const template = table.names[`${module}/${className}`];
        const name =
          template?.replace(/\{(\w+)\}/g, (_, output) => outputs[output as keyof typeof outputs]) ??
          undocumentedNames[`${module}/${className}`] ??
          documentedName(module, className);
        const id = template === undefined ? name : "another-id";
        const resource = resourceClass.get(
          `${module}-${className}`,
          id,
          template === undefined ? {} : outputs,
        );
        const selection = await selectionOf(resource);
        assert.equal(selection.service, service);
        assert.deepEqual(selection.targets, [name]);
        assert.ok(
          below ? isSameOrBranchOf(selection.parent, name) : name.startsWith(`${selection.parent}/`),
          `${name} below ${selection.parent}`,
        );
      }
    });
  }
}

/** Imports and purges of a data store run below its default branch. */
function isSameOrBranchOf(parent: string | undefined, name: string): boolean {
  return parent === name || parent === `${name}/branches/0`;
}

test("the settings of the resource's gcp.Provider are passed on as arguments", async () => {
  const provider = new gcp.Provider("provider", { billingProject: "payer" });
  const { codeRepositoryIndex } = makeResources();
  const group = guard(codeRepositoryIndex, gcpProviderArgs(provider, "cloudaicompanion"), {
    protect: true,
  });
  const urn = await resolved(group.urn);
  assert.equal(registered.findLast(({ name }) => urn.endsWith(`::${name}`))?.inputs.quotaProject, "payer");
});

test("a resource of which no operation can be selected is refused", () => {
  assert.throws(
    () => guard(new gcp.compute.Network("network", {})),
    (error) => RunError.isInstance(error) && /can't be cancelled/.test(error.message),
  );
});
