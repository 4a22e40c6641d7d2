import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot } from "../../support/providerProject.js";

/** The folder of the other clients' packages, which has a package.json of its own. */
const folder = path.join(packageRoot, "test", "bench", "peers");

/** Loads a package of the other clients. */
export const requirePeer = createRequire(path.join(folder, "package.json"));

/** The installed version of a package, such as `google-gax 6.17.0`. */
export function peerVersion(name: string): string {
  const file = path.join(folder, "node_modules", name, "package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return `${name} ${version}`;
}
