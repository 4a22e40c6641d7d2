import { constants } from "node:fs";
import { access, readdir, realpath, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { Result } from "../../core/result.js";
import { describeEnd, runProcess } from "./childProcess.js";

/** A Pulumi CLI that can run Node.js programs with dynamic resources. */
export interface PulumiInstallation {
  /** The output of `pulumi version`, without the `v`. */
  version: string;
  /** The executable's folder. */
  directory: string;
  /** The executable's absolute path. */
  command: string;
  /**
   * `base` with the PATH that the CLI needs: its companions first, then this Node.js, which runs the language host
   * and the provider.
   */
  environment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
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
 * The oldest CLI that this package supports. The engine hands configuration to dynamic providers since 3.139
 * (pulumi/pulumi#17673), treats SIGTERM like Ctrl-C since 3.136, and shows a provider's output since 3.146
 * (pulumi/pulumi#18249).
 */
export const MINIMUM_VERSION: PulumiVersion = { major: 3, minor: 146, patch: 0, text: "3.146.0" };

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

/** The time limit of `pulumi version`, in milliseconds: a busy machine may take long to read the file. */
const VERSION_TIMEOUT = 60_000;

export interface PulumiSearch {
  /** The oldest acceptable version. Default: the oldest that this package supports. */
  minimum?: PulumiVersion;
  /** Default: `~/.pulumi/versions`. */
  versions?: string;
  /** Default: this process's. Its PATH is searched, and `pulumi version` runs in it. */
  environment?: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
}

/** Requirements of an installation. */
interface Requirements {
  environment: NodeJS.ProcessEnv;
  minimum: PulumiVersion;
  /** Folders that may have companions, beside the CLI's own. */
  companionFolders?: readonly string[];
  signal?: AbortSignal;
}

/**
 * Finds an installed Pulumi CLI: the first usable one on PATH, else the newest one of the versions folder. The
 * error has a reason for PATH and one for that folder.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function findPulumi(search: PulumiSearch = {}): Promise<Result<PulumiInstallation, string[]>> {
  const {
    environment = process.env,
    minimum = MINIMUM_VERSION,
    versions = versionsFolder(),
    signal,
  } = search;
  const requirements = { environment, minimum, ...(signal && { signal }) };
  const onPath = await findOnPath(requirements);
  signal?.throwIfAborted();
  if (onPath.ok) {
    return onPath;
  }
  const inVersions = await findInVersions(versions, requirements);
  signal?.throwIfAborted();
  return inVersions.ok
    ? inVersions
    : { ok: false, error: [`on PATH: ${onPath.error}`, `in ${versions}: ${inVersions.error}`] };
}

/** The folder of Pulumi's Automation API for versions of the CLI, which doesn't depend on PULUMI_HOME. */
export function versionsFolder(): string {
  return path.join(homedir(), ".pulumi", "versions");
}

/** The folders of an environment's PATH. */
export function searchPath(environment: NodeJS.ProcessEnv): string[] {
  return (environment.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

/**
 * Finds the first usable CLI on PATH. It skips unusable ones: npm's `pulumi` package puts a launcher there that has
 * no companions.
 */
async function findOnPath(requirements: Requirements): Promise<Result<PulumiInstallation, string>> {
  const folders = searchPath(requirements.environment);
  const withCli: string[] = [];
  for (const folder of folders) {
    if (await isExecutable(path.join(folder, executables.cli))) {
      withCli.push(folder);
    }
  }
  const noneFound = `no ${executables.cli}`;
  return findFirst(withCli, { ...requirements, companionFolders: folders }, noneFound);
}

/** Finds the newest usable CLI of the versions folder. */
async function findInVersions(
  versions: string,
  requirements: Requirements,
): Promise<Result<PulumiInstallation, string>> {
  const names = await readdir(versions).catch(() => []);
  const folders = names
    .map(parseVersion)
    .filter((version) => version !== undefined)
    .filter((version) => isUsableVersion(version, requirements.minimum))
    .sort((a, b) => a.minor - b.minor || a.patch - b.patch)
    .reverse()
    .map(({ text }) => path.join(versions, text, "bin"));
  return findFirst(folders, requirements, `no version ${requirements.minimum.text} or newer`);
}

async function findFirst(
  folders: readonly string[],
  requirements: Requirements,
  noneFound: string,
): Promise<Result<PulumiInstallation, string>> {
  const reasons: string[] = [];
  for (const folder of folders) {
    const inspected = await inspectInstallation(folder, requirements);
    if (inspected.ok) {
      return inspected;
    }
    reasons.push(inspected.error);
  }
  return { ok: false, error: reasons.join("; ") || noneFound };
}

/** Checks whether a folder has a CLI that is complete, starts, and is new enough. */
export async function inspectInstallation(
  directory: string,
  { environment, minimum, companionFolders = [], signal }: Requirements,
): Promise<Result<PulumiInstallation, string>> {
  const command = path.join(directory, executables.cli);
  if (!(await isExecutable(command))) {
    return { ok: false, error: `${command} is not an executable file` };
  }
  const folders = [directory, path.dirname(await realpath(command)), ...companionFolders];
  for (const companion of [executables.languageHost, executables.dynamicProvider]) {
    const found = await Promise.all(folders.map((folder) => isExecutable(path.join(folder, companion))));
    if (!found.includes(true)) {
      return { ok: false, error: `${companion} is missing beside ${command}` };
    }
  }
  const end = await runProcess(command, ["version"], {
    environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: VERSION_TIMEOUT,
    ...(signal && { signal }),
  });
  const version = end.kind === "exited" && end.code === 0 ? parseVersion(end.stdout) : undefined;
  if (version === undefined) {
    return { ok: false, error: `${command} does not report its version (${describeEnd(end)})` };
  }
  if (!isUsableVersion(version, minimum)) {
    const error = `${command} is version ${version.text}; a ${minimum.major}.x version from ${minimum.text} on is required`;
    return { ok: false, error };
  }
  const first = [directory, path.dirname(process.execPath)];
  return {
    ok: true,
    value: {
      version: version.text,
      directory,
      command,
      environment: (base) => ({ ...base, PATH: [...first, base.PATH ?? ""].join(path.delimiter) }),
    },
  };
}

export async function isExecutable(file: string): Promise<boolean> {
  try {
    const stats = await stat(file);
    await access(file, constants.X_OK);
    return stats.isFile() && stats.size > 0;
  } catch {
    return false;
  }
}

/** Parses the output of `pulumi version`, or the name of a folder of the versions folder. */
function parseVersion(text: string): PulumiVersion | undefined {
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

/** Checks for a version that is new enough and of the supported major version. */
function isUsableVersion({ major, minor, patch }: PulumiVersion, minimum: PulumiVersion): boolean {
  return (
    major === minimum.major && (minor > minimum.minor || (minor === minimum.minor && patch >= minimum.patch))
  );
}
