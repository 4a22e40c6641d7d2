import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import type { JsonObject, JsonValue } from "#src/core/json.js";

/** One resource of a stack's program. */
export interface Declared {
  name: string;
  /** The class of the resource. Default: LongRunningOperation. */
  type?: "OperationGroup" | "guard" | "Cluster" | "DataStore" | "ComputeInstance" | "ComponentResource";
  /** {@link output} and {@link secret} may replace a value at any depth. */
  args: JsonObject;
  /** A recipe, as in `alloydb.exportCluster`, and its arguments. Its result comes before `args`. */
  recipe?: { of: string; args: JsonObject };
  /** Options of the resource. `deletedWith`, `dependsOn` and `parent` name resources that were declared before, or `stack`. */
  options?: JsonObject;
}

/** An output of a resource that was declared before: not known in the preview that would make both. */
export function output(resource: string, property: string): JsonObject {
  return { $output: [resource, property] };
}

/** A value that Pulumi keeps encrypted. */
export function secret(value: JsonValue): JsonObject {
  return { $secret: value };
}

/** This package's own folder. */
const root = path.join(__dirname, "../../..");

const PROJECT = `name: engine
runtime:
  name: nodejs
  options:
    typescript: false
`;

/** Declares what resources.json lists, as a user's program would, by the installed package. */
const PROGRAM = `const { readFileSync } = require("node:fs");
const { ComponentResource, CustomResource, runtime, secret } = require("@pulumi/pulumi");
const lro = require("pulumi-gcp-lro");

// Resources of @pulumi/gcp by stand-ins, and the URLs below which their names begin.
const standIns = {
  Cluster: ["gcp:alloydb/cluster:Cluster", "alloydb/v1beta/projects/p/locations/europe-west1/clusters/"],
  DataStore: [
    "gcp:discoveryengine/dataStore:DataStore",
    "discoveryengine/v1/projects/p/locations/global/collections/default_collection/dataStores/",
  ],
  ComputeInstance: ["gcp:compute/instance:Instance", "compute/v1/projects/p/zones/europe-west1-b/instances/"],
};

class StandIn extends CustomResource {
  constructor([gcpType, url], name, args, options) {
    const __provider = 'exports.handler = () => require(process.cwd() + "/standIn.js")';
    super("pulumi-nodejs:test/standIn:StandIn", name, { ...args, url, __provider }, options);
    this.__pulumiType = gcpType;
  }
}

const made = { stack: runtime.getStackResource() };
for (const { name, type, args, recipe, options } of JSON.parse(readFileSync("resources.json", "utf8"))) {
  const all = recipe === undefined ? meant(args) : { ...recipeOf(recipe), ...meant(args) };
  made[name] = make(type, name, all, optionsOf(options));
}

function make(type, name, args, options) {
  switch (type) {
    case "OperationGroup":
      return new lro.OperationGroup(name, args, options);
    case "guard":
      return lro.guard(made[args.resource], args.more, options);
    case "Cluster":
    case "DataStore":
    case "ComputeInstance":
      return new StandIn(standIns[type], name, args, options);
    case "ComponentResource":
      return new ComponentResource("test:index:Component", name, args, options);
    default:
      return new lro.LongRunningOperation(name, args, options);
  }
}

function optionsOf(options) {
  const { dependsOn, ...others } = options ?? {};
  const named = Object.entries(others).filter(([key]) => key === "deletedWith" || key === "parent");
  return {
    ...others,
    ...Object.fromEntries(named.map(([key, other]) => [key, made[other]])),
    ...(dependsOn && { dependsOn: dependsOn.map((name) => made[name]) }),
  };
}

function recipeOf({ of, args }) {
  const [service, method] = of.split(".");
  return lro[service][method](meant(args));
}

function meant(value) {
  if (Array.isArray(value)) return value.map(meant);
  if (typeof value !== "object" || value === null) return value;
  if (value.$output) return made[value.$output[0]][value.$output[1]];
  if (value.$secret) return secret(value.$secret);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, meant(member)]));
}
`;

/**
 * The provider of a stand-in, a resource whose delete the service may refuse while an operation works on it. Its ID is the
 * resource's name in the service, with the version unless it is fixed; a change of the version replaces it, and a change of the label updates it.
 */
const STAND_IN_PROVIDER = `exports.check = async (_olds, inputs) => ({ inputs, failures: [] });
exports.diff = async (_id, olds, news) => {
  const isReplaced = olds.version !== news.version;
  return { changes: isReplaced || olds.label !== news.label, replaces: isReplaced ? ["version"] : [] };
};
const outputsOf = ({ version, label, url }) => JSON.parse(JSON.stringify({ version, label, url }));
exports.create = async ({ resource, fixed, ...inputs }) => ({
  id: inputs.url.replace(/^.*?(?=projects)/, "") + (fixed ? resource : resource + "-" + inputs.version),
  outs: outputsOf(inputs),
});
exports.update = async (_id, _olds, inputs) => ({ outs: outputsOf(inputs) });
exports.delete = async (id, { url }) => {
  const host = "http://" + process.env.GCP_LRO_EMULATOR_HOST;
  const response = await fetch(host + "/" + url.replace(/projects.*/, id), { method: "DELETE" });
  if (!response.ok) throw new Error("DELETE " + id + ": HTTP " + response.status);
};
`;

/** Puts packages into a project's node_modules. */
export type Install = (modules: string) => Promise<void>;

/** Installs this package as a link to its folder, the way npm does for a workspace or a `file:` dependency. */
export const linkedPackage: Install = async (modules) => {
  await symlink(root, path.join(modules, "pulumi-gcp-lro"));
  await linkDependency(modules, "@pulumi/pulumi");
};

/** Links one of this package's own dependencies. */
export async function linkDependency(modules: string, name: string): Promise<void> {
  await mkdir(path.dirname(path.join(modules, name)), { recursive: true });
  await symlink(path.join(root, "node_modules", name), path.join(modules, name));
}

/** Writes a project that declares nothing yet. */
export async function writeProject(folder: string, install: Install): Promise<void> {
  const modules = path.join(folder, "node_modules");
  await mkdir(modules, { recursive: true });
  await writeFile(path.join(folder, "package.json"), '{ "private": true }');
  await writeFile(path.join(folder, "Pulumi.yaml"), PROJECT);
  await writeFile(path.join(folder, "index.js"), PROGRAM);
  await writeFile(path.join(folder, "standIn.js"), STAND_IN_PROVIDER);
  await install(modules);
}

export async function declare(folder: string, resources: readonly Declared[]): Promise<void> {
  await writeFile(path.join(folder, "resources.json"), JSON.stringify(resources));
}

/** A resource that exports the AlloyDB cluster of its own name. */
export function clusterExport(name: string, more: JsonObject = {}, triggers: JsonValue[] = []): Declared {
  const body = {
    database: "postgres",
    gcsDestination: { uri: `gs://bucket/${name}.sql` },
    sqlExportOptions: {},
  };
  const start = { path: `projects/p/locations/europe-west1/clusters/${name}:export`, body };
  return { name, args: { service: "alloydb", start, ...(triggers.length > 0 && { triggers }), ...more } };
}
