import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Install, linkDependency, linkedPackage } from "./engineProgram.js";
import type { EngineRun } from "./engineRun.js";
import type { Scene } from "./engineScenario.js";

const PROJECT = `name: engine
runtime:
  name: nodejs
  options:
    typescript: false
plugins:
  providers:
    - name: gcp
      path: ./gcp
`;

/**
 * Declares a `gcp:alloydb/cluster:Cluster` for each resource. Its ID has the version. One with an argument `cluster`, the
 * ID of a cluster, is an instance of it. All have the hook of `resolveConflicts.everywhere()`, but for those with an
 * option `conflicts`, which are the options of a hook of their own.
 */
const PROGRAM = `const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const { resolveConflicts } = require("pulumi-gcp-lro/hooks");

class Cluster extends pulumi.CustomResource {
  constructor(name, { version, ...args }, options) {
    const clusterId = name + "-" + version;
    super("gcp:alloydb/cluster:Cluster", name, { project: "p", location: "europe-west1", clusterId, ...args }, options);
  }
}

class Instance extends pulumi.CustomResource {
  constructor(name, args, options) {
    super("gcp:alloydb/instance:Instance", name, { instanceId: name, ...args }, options);
  }
}

pulumi.runtime.registerResourceTransform(resolveConflicts.everywhere());
for (const { name, args, options = {} } of JSON.parse(readFileSync("resources.json", "utf8"))) {
  const { conflicts, ...others } = options;
  const Resource = args.cluster ? Instance : Cluster;
  new Resource(name, args, conflicts ? { ...others, hooks: resolveConflicts(conflicts) } : others);
}
`;

/**
 * A provider of clusters and their instances. Its errors have the form of pulumi-gcp's. A change of the ID replaces the
 * cluster.
 */
const PROVIDER = `#!/usr/bin/env node
const { main } = require("@pulumi/pulumi/provider");

const clusters = "projects/p/locations/europe-west1/clusters";

async function send(doing, method, path, body) {
  const url = "http://" + process.env.GCP_LRO_EMULATOR_HOST + "/alloydb/v1beta/" + path;
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) {
    const { error } = await response.json();
    throw new Error("1 error occurred:\\n\\t* Error " + doing + " Cluster: googleapi: Error " + error.code + ": " + error.message);
  }
}

const provider = {
  version: "9.0.0",
  check: async (_urn, _olds, inputs) => ({ inputs }),
  diff: async (_id, _urn, olds, news) => {
    const replaces = olds.clusterId === news.clusterId ? [] : ["clusterId"];
    return { changes: replaces.length > 0 || olds.displayName !== news.displayName, replaces };
  },
  create: async (_urn, inputs) => {
    const { cluster, instanceId, clusterId } = inputs;
    if (cluster) {
      await send("creating", "POST", cluster + "/instances?instanceId=" + instanceId, { instanceType: "PRIMARY" });
      return { id: cluster + "/instances/" + instanceId, outs: inputs };
    }
    await send("creating", "POST", clusters + "?clusterId=" + clusterId, {});
    return { id: clusters + "/" + clusterId, outs: inputs };
  },
  update: async (id, _urn, _olds, news) => {
    await send("updating", "PATCH", id + "?updateMask=displayName", { displayName: news.displayName });
    return { outs: news };
  },
  delete: (id) => send("deleting", "DELETE", id),
};
main(provider, process.argv.slice(2));
`;

/**
 * Runs the program in a process of its own and serves it to the CLI, which connects to it by `--client`. The program then
 * has the engine's own monitor: a language host older than error hooks, between the two, would not pass them on.
 */
const HOST = `const grpc = require("@grpc/grpc-js");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");
const { LanguageServer } = require("@pulumi/pulumi/automation/server");

const server = new grpc.Server();
server.addService(LanguageRuntimeService, new LanguageServer(() => require("./index.js")));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (_error, port) => console.log(port));
`;

/** Installs a program that declares clusters of a provider named gcp. */
export const gcpProgram: Install = async (modules) => {
  await linkedPackage(modules);
  await linkDependency(modules, "@grpc/grpc-js");
  const folder = path.dirname(modules);
  const plugin = path.join(folder, "gcp", "pulumi-resource-gcp");
  await mkdir(path.dirname(plugin));
  await writeFile(plugin, PROVIDER);
  await chmod(plugin, 0o755);
  await writeFile(path.join(folder, "Pulumi.yaml"), PROJECT);
  await writeFile(path.join(folder, "index.js"), PROGRAM);
  await writeFile(path.join(folder, "host.js"), HOST);
};

/** A command that has started, and its program. */
export interface ProgramRun {
  running: Promise<EngineRun>;
  /** Ctrl-C, which the CLI passes on to the program. */
  interrupt(): void;
}

/** Starts a command of the CLI that runs the program. */
export async function startWithProgram(
  { stack, emulator }: Pick<Scene, "stack" | "emulator">,
  parameters: readonly string[],
): Promise<ProgramRun> {
  const program = spawn(process.execPath, [path.join(stack.folder, "host.js")], {
    cwd: stack.folder,
    env: { PATH: process.env.PATH, GCP_LRO_EMULATOR_HOST: emulator.host },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(program, "exit");
  const [port] = (await Promise.race([once(program.stdout.setEncoding("utf8"), "data"), ended])) as [string];
  const controller = new AbortController();
  const running = stack
    .run([...parameters, "--yes", "--skip-preview", `--client=127.0.0.1:${port.trim()}`], {
      when: controller.signal,
      by: "SIGINT",
    })
    .finally(() => {
      program.kill("SIGKILL");
      return ended;
    });
  return {
    running,
    interrupt: () => {
      controller.abort();
      program.kill("SIGINT");
    },
  };
}
