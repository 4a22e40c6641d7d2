import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { describeEnd, runProcess } from "./childProcess.js";

/** A Pulumi CLI that can run Node.js programs with dynamic resources. */
export interface PulumiInstallation {
  /** As `pulumi version` says it, without the `v`. */
  version: string;
  /** Where the executable lies. */
  directory: string;
  /** The executable's absolute path. */
  command: string;
  /**
   * `base` with the search path that the CLI needs: its companions first, then this very Node.js, which the
   * language host and the provider are run by.
   */
  environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
}

/** File names of the CLI and of the two companions that it starts for a Node.js program. */
export const executables =
  process.platform === "win32"
    ? {
        cli: "pulumi.exe",
        languageHost: "pulumi-language-nodejs.exe",
        dynamicProvider: "pulumi-resource-pulumi-nodejs.cmd",
      }
    : {
        cli: "pulumi",
        languageHost: "pulumi-language-nodejs",
        dynamicProvider: "pulumi-resource-pulumi-nodejs",
      };

/** The environment in which a CLI is looked for. */
export interface Look {
  environment: NodeJS.ProcessEnv;
  /** The oldest that will do. */
  minimum: PulumiVersion;
  /** Folders where companions may lie that are not beside the CLI. */
  elsewhere?: readonly string[];
  signal?: AbortSignal;
}

/** An installation, or why there is none. */
export type Finding = { found: PulumiInstallation } | { missing: string };

/** Milliseconds that `pulumi version` may take on a machine that is busy or reads the file for the first time. */
const VERSION_LIMIT = 60_000;

/** Checks whether `directory` holds a CLI that is complete, starts, and is new enough. */
export async function inspectInstallation(directory: string, look: Look): Promise<Finding> {
  const command = path.join(directory, executables.cli);
  if (!(await isExecutable(command))) {
    return { missing: `${command} is no executable file` };
  }
  const folders = [directory, path.dirname(await realpath(command)), ...(look.elsewhere ?? [])];
  for (const companion of [executables.languageHost, executables.dynamicProvider]) {
    const places = await Promise.all(folders.map((folder) => isExecutable(path.join(folder, companion))));
    if (!places.includes(true)) {
      return { missing: `${command} lacks its companion ${companion}` };
    }
  }
  const end = await runProcess(command, ["version"], {
    environment: { ...look.environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: VERSION_LIMIT,
    ...(look.signal && { signal: look.signal }),
  });
  const version = end.kind === "exited" && end.code === 0 ? parseVersion(end.stdout) : undefined;
  if (version === undefined) {
    return { missing: `${command} does not tell its version (${describeEnd(end)})` };
  }
  if (!isUsableVersion(version, look.minimum)) {
    return { missing: `${command} is version ${version.text}; needed is ${look.minimum.text} or newer` };
  }
  const first = [directory, path.dirname(process.execPath)];
  return {
    found: {
      version: version.text,
      directory,
      command,
      environment: (base) => ({ ...base, PATH: [...first, base.PATH ?? ""].join(path.delimiter) }),
    },
  };
}

export async function isExecutable(file: string): Promise<boolean> {
  try {
    const facts = await stat(file);
    await access(file, constants.X_OK);
    return facts.isFile() && facts.size > 0;
  } catch {
    return false;
  }
}

/** A released version of the Pulumi CLI. */
export interface PulumiVersion {
  major: number;
  minor: number;
  patch: number;
  /** Without the leading `v`: `3.276.0`. */
  text: string;
}

/**
 * The oldest CLI that this package is used with. The engine hands configuration to dynamic providers since
 * 3.139 (pulumi/pulumi#17673), treats SIGTERM like Ctrl-C since 3.136, and shows what a provider prints since
 * 3.146 (pulumi/pulumi#18249).
 */
export const MINIMUM_VERSION: PulumiVersion = { major: 3, minor: 146, patch: 0, text: "3.146.0" };

/** Reads what `pulumi version` prints, or the name of a folder of the versions folder. */
export function parseVersion(text: string): PulumiVersion | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+][\w.+-]*)?$/.exec(text.trim());
  return match === null
    ? undefined
    : {
        major: Number(match[1]),
        minor: Number(match[2]),
        patch: Number(match[3]),
        text: match[0].replace(/^v/, ""),
      };
}

/** Order for `sort`: the oldest first. What follows a hyphen does not count. */
export function compareVersions(a: PulumiVersion, b: PulumiVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** New enough, and of the major version whose engine this package knows. */
export function isUsableVersion(version: PulumiVersion, minimum: PulumiVersion): boolean {
  return version.major === minimum.major && compareVersions(version, minimum) >= 0;
}
