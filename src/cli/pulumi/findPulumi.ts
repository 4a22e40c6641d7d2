import { readdir } from "node:fs/promises";
import path from "node:path";
import { executables, type Finding, inspectInstallation, isExecutable, type Look } from "./installation.js";
import { compareVersions, isUsableVersion, parseVersion } from "./version.js";

/** The folders of the environment's search path. */
export function searchPath(environment: NodeJS.ProcessEnv): string[] {
  return (environment.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

/**
 * The first CLI on the search path that will do. One that will not is passed over: npm's `pulumi` package puts
 * a launcher there that has no companions.
 */
export async function findOnPath(look: Look): Promise<Finding> {
  const folders = searchPath(look.environment);
  const misfits: string[] = [];
  for (const folder of folders) {
    if (await isExecutable(path.join(folder, executables.cli))) {
      const finding = await inspectInstallation(folder, "path", { ...look, elsewhere: folders });
      if ("found" in finding) {
        return finding;
      }
      misfits.push(finding.missing);
    }
  }
  return { missing: misfits.length === 0 ? `no ${executables.cli} on PATH` : misfits.join("; ") };
}

/** The newest complete CLI of the versions folder, where Pulumi's own tools and this package keep them. */
export async function findInVersions(versions: string, look: Look): Promise<Finding> {
  const names = await readdir(versions).catch(() => []);
  const candidates = names
    .map(parseVersion)
    .filter((version) => version !== undefined)
    .filter((version) => isUsableVersion(version, look.minimum))
    .sort(compareVersions)
    .reverse();
  const misfits: string[] = [];
  for (const { text } of candidates) {
    const finding = await inspectInstallation(path.join(versions, text, "bin"), "cache", look);
    if ("found" in finding) {
      return finding;
    }
    misfits.push(finding.missing);
  }
  return {
    missing:
      misfits.length === 0 ? `no version ${look.minimum.text} or newer in ${versions}` : misfits.join("; "),
  };
}

/** The file that the search path gives for a program's name. */
export async function findExecutable(
  name: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  for (const folder of searchPath(environment)) {
    const file = path.join(folder, process.platform === "win32" ? `${name}.exe` : name);
    if (await isExecutable(file)) {
      return file;
    }
  }
  return undefined;
}
