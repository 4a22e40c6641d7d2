import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { describeEnd, runProcess } from "./runProcess.js";
import { isUsableVersion, type PulumiVersion, parseVersion } from "./version.js";

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
