import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../support/providerProject.js";

/** Something that this package runs with, in one version. */
export interface Version {
  version: string;
  /** Its installed folder. */
  folder: string;
}

/** A Node.js, with its program. */
export interface NodeVersion extends Version {
  program: string;
}

const here = path.join(packageRoot, "test", "skew");

/** The SDK of this package's own devDependencies, which is the newest. */
export const newestSdk = installed(packageRoot, "@pulumi/pulumi");
export const oldestSdk = installed(here, "@pulumi/pulumi");
export const oldestTypeScript = installed(here, "typescript");
export const newestTypeScript = installed(packageRoot, "typescript");
export const oldestNodeTypes = installed(here, "@types/node");
export const oldestNode = nodeVersion("node-oldest");
export const newestNode = nodeVersion("node-newest");

/** The versions that this package says it works with. */
export const { engines: promisedEngines = {}, peerDependencies: promisedPeers = {} } = manifest(packageRoot);

function nodeVersion(name: string): NodeVersion {
  const found = installed(here, name);
  return { ...found, program: path.join(found.folder, "bin", "node") };
}

/** @throws AssertionError when what is installed is not the version that is asked for */
function installed(project: string, name: string): Version {
  const { dependencies = {}, devDependencies = {} } = manifest(project);
  const wanted = (dependencies[name] ?? devDependencies[name])?.split("@").at(-1);
  const folder = path.join(project, "node_modules", name);
  // Those of Node.js are published as `v22.17.0`.
  const version = manifest(folder).version.replace(/^v/, "");
  assert.equal(version, wanted, `${folder} is another version than its project asks for.`);
  return { version, folder };
}

interface Manifest {
  version: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  engines?: Record<string, string>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;
}
