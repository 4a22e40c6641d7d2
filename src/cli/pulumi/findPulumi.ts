import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import {
  compareVersions,
  executables,
  type Finding,
  inspectInstallation,
  isExecutable,
  isUsableVersion,
  type Look,
  MINIMUM_VERSION,
  type PulumiInstallation,
  type PulumiVersion,
  parseVersion,
} from "./installation.js";

/** The folder where Pulumi's Automation API keeps versions of the CLI, whatever PULUMI_HOME says. */
export function versionsFolder(): string {
  return path.join(homedir(), ".pulumi", "versions");
}

export interface PulumiSearch {
  /** The oldest version that will do. Default: the oldest that this package works with. */
  minimum?: PulumiVersion;
  /** Default: `~/.pulumi/versions`. */
  versions?: string;
  /** Default: this process's. Its PATH is searched, and `pulumi version` runs in it. */
  environment?: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
}

/** A CLI, or for each place that was searched why it has no usable one. */
type SearchEnd = { found: PulumiInstallation } | { missing: string[] };

/**
 * Finds an installed Pulumi CLI: the first one on PATH that will do, else the newest one of the versions folder.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function findPulumi(search: PulumiSearch = {}): Promise<SearchEnd> {
  const {
    environment = process.env,
    minimum = MINIMUM_VERSION,
    versions = versionsFolder(),
    signal,
  } = search;
  const look = { environment, minimum, ...(signal && { signal }) };
  const onPath = await findOnPath(look);
  signal?.throwIfAborted();
  if ("found" in onPath) {
    return onPath;
  }
  const inVersions = await findInVersions(versions, look);
  signal?.throwIfAborted();
  return "found" in inVersions
    ? inVersions
    : { missing: [`on PATH: ${onPath.missing}`, `in ${versions}: ${inVersions.missing}`] };
}

/** The folders of the environment's search path. */
export function searchPath(environment: NodeJS.ProcessEnv): string[] {
  return (environment.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

/**
 * The first CLI on the search path that will do. One that will not is passed over: npm's `pulumi` package puts
 * a launcher there that has no companions.
 */
async function findOnPath(look: Look): Promise<Finding> {
  const folders = searchPath(look.environment);
  const withCli: string[] = [];
  for (const folder of folders) {
    if (await isExecutable(path.join(folder, executables.cli))) {
      withCli.push(folder);
    }
  }
  return findFirst(withCli, { ...look, elsewhere: folders }, `no ${executables.cli} there`);
}

/** The newest complete CLI of the versions folder. */
async function findInVersions(versions: string, look: Look): Promise<Finding> {
  const names = await readdir(versions).catch(() => []);
  const folders = names
    .map(parseVersion)
    .filter((version) => version !== undefined)
    .filter((version) => isUsableVersion(version, look.minimum))
    .sort(compareVersions)
    .reverse()
    .map(({ text }) => path.join(versions, text, "bin"));
  return findFirst(folders, look, `no version ${look.minimum.text} or newer there`);
}

async function findFirst(folders: readonly string[], look: Look, whenNone: string): Promise<Finding> {
  const misfits: string[] = [];
  for (const folder of folders) {
    const finding = await inspectInstallation(folder, look);
    if ("found" in finding) {
      return finding;
    }
    misfits.push(finding.missing);
  }
  return { missing: misfits.join("; ") || whenNone };
}
