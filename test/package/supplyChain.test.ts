import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { packInto, unpackInto } from "./tarball.js";
import { packageFolder, UserProject } from "./userProject.js";

interface Manifest {
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  bundleDependencies?: unknown;
  bundledDependencies?: unknown;
  peerDependencies?: Record<string, string>;
}

interface LockedPackage {
  dev?: boolean;
  integrity?: string;
  license?: string;
  resolved?: string;
  hasInstallScript?: boolean;
}

let project: UserProject;
let contents: string[];
let installed: string;
let manifest: Manifest;

before(async () => {
  project = await UserProject.create([]);
  const tarball = await packInto(project.folder);
  installed = await unpackInto(project, tarball);
  contents = tarball.contents;
  manifest = JSON.parse(await readFile(path.join(installed, "package.json"), "utf8")) as Manifest;
});

after(() => project[Symbol.asyncDispose]());

/** The packages that npm installs for a user of the package, as locked here. */
async function locked(): Promise<[string, LockedPackage][]> {
  const lock = JSON.parse(await readFile(path.join(packageFolder, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  return Object.entries(lock.packages).filter(([name, { dev }]) => name !== "" && dev !== true);
}

test("what the package needs at run time is google-auth-library, and nothing comes along in it", () => {
  assert.deepEqual(Object.keys(manifest.dependencies ?? {}), ["google-auth-library"]);
  assert.deepEqual(Object.keys(manifest.peerDependencies ?? {}).sort(), [
    "@opentelemetry/api",
    "@pulumi/gcp",
    "@pulumi/pulumi",
  ]);
  const { optionalDependencies, bundleDependencies, bundledDependencies } = manifest;
  assert.deepEqual([optionalDependencies, bundleDependencies, bundledDependencies], Array(3).fill(undefined));
});

test("its installation from a registry runs nothing, nor builds anything", () => {
  // npm runs node-gyp where there is a binding.gyp.
  const hooks = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"];
  assert.deepEqual(
    hooks.filter((hook) => hook in (manifest.scripts ?? {})),
    [],
  );
  assert.deepEqual(
    contents.filter((file) => /binding\.gyp$|\.node$|node_modules|\.npmrc$/.test(file)),
    [],
  );
});

test("nothing that it brings runs anything at its installation", async () => {
  const packages = await locked();
  assert.ok(packages.some(([name]) => name === "node_modules/google-auth-library"));
  assert.deepEqual(
    packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name),
    [],
  );
});

test("everything that it brings is locked by its digest", async () => {
  const packages = await locked();
  assert.deepEqual(
    packages.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([name]) => name),
    [],
  );
});

test("everything that it brings has a license that asks for a notice at most", async () => {
  const accepted = ["Apache-2.0", "BSD-3-Clause", "ISC", "MIT"];
  const packages = await locked();
  assert.deepEqual(
    packages.filter(([, { license = "" }]) => !accepted.includes(license)).map(([name]) => name),
    [],
  );
});

test("the licenses of the libraries in the command line come with it", async () => {
  // .ci/bundle.mjs refuses other licenses, and a library without the text of its license.
  const notices = await readFile(path.join(installed, "dist/gcp-lro.licenses.txt"), "utf8");
  const titles = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \((?:ISC|MIT)\)$/gm)].map(([, name]) => name);
  assert.ok(titles.includes("commander") && titles.includes("log-update"), titles.join());
  assert.equal(
    notices.match(/^(?:MIT License|\(The MIT License\)|The ISC License)$/gm)?.length,
    titles.length,
  );
});
