import path from "node:path";
import { packageRoot } from "../support/providerProject.js";

/** A program that installs the packages that a project depends on. It runs no script of theirs. */
export interface PackageManager {
  name: "npm" | "pnpm" | "yarn" | "bun";
  command: string[];
  /** Its own files in the folder of the project. */
  files: Record<string, string>;
  /** Variables of its environment. They move its cache into a folder. */
  environment(cache: string): NodeJS.ProcessEnv;
}

const here = path.join(packageRoot, "test", "install", "node_modules");

/** Its cache is the user's: `npm ci` has filled it. */
export const npm: PackageManager = {
  name: "npm",
  command: [process.execPath, process.env.npm_execpath ?? "", "install", "--ignore-scripts"],
  files: {},
  environment: () => ({}),
};

/** Each package finds only what it depends on itself: nothing is hoisted. */
export const pnpm: PackageManager = {
  name: "pnpm",
  command: [process.execPath, path.join(here, "pnpm/bin/pnpm.mjs"), "install"],
  files: { "pnpm-workspace.yaml": "hoist: false\nallowBuilds:\n  protobufjs: false\n" },
  environment: (cache) => ({
    XDG_CACHE_HOME: cache,
    XDG_DATA_HOME: cache,
    XDG_STATE_HOME: cache,
    XDG_RUNTIME_DIR: cache,
  }),
};

export const yarn: PackageManager = {
  name: "yarn",
  command: [process.execPath, path.join(here, "@yarnpkg/cli-dist/bin/yarn.js"), "install"],
  files: { "yarn.lock": "", ".yarnrc.yml": "nodeLinker: node-modules\nenableScripts: false\n" },
  environment: (cache) => ({
    YARN_GLOBAL_FOLDER: cache,
    YARN_COMPRESSION_LEVEL: "0",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
    YARN_ENABLE_TELEMETRY: "false",
  }),
};

export const bun: PackageManager = {
  name: "bun",
  command: [path.join(here, "@oven/bun-linux-x64/bin/bun"), "install"],
  files: {},
  environment: (cache) => ({ BUN_INSTALL_CACHE_DIR: cache }),
};
