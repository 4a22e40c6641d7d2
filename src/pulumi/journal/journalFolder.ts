import { lstat, mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { isPrivate } from "./pageFile.js";

/**
 * Where the journal of this user is kept: in Pulumi's own home, `PULUMI_HOME` or `~/.pulumi`.
 *
 * @throws Error where the user has no home
 */
export function journalFolder(environment: NodeJS.ProcessEnv): string {
  const home = environment.PULUMI_HOME || path.join(homedir(), ".pulumi");
  return path.resolve(home, "gcp-lro", "journal");
}

/**
 * Makes the folder where there is none.
 *
 * @throws Error where it can't be made, or what is in its place isn't for this user alone
 */
export async function preparedFolder(folder: string): Promise<string> {
  await makeFolder(folder);
  return ownFolder(folder);
}

/**
 * Makes a folder and those above it. Not by `recursive`: where a folder can't be made, and the reason is given as
 * "no such file" (below /proc, or an automounter's folder), Node tries for ever.
 */
async function makeFolder(folder: string): Promise<void> {
  const obstacle = await obstacleTo(folder);
  if (obstacle === "ENOENT" && path.dirname(folder) !== folder) {
    await makeFolder(path.dirname(folder));
    await obstacleTo(folder);
  }
}

/** Makes one folder, and tells why that can't be done; whatever is there already shows when it is looked at. */
function obstacleTo(folder: string): Promise<string | undefined> {
  return mkdir(folder, { mode: 0o700 }).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  );
}

/**
 * Passes on a folder that is for this user alone: in anybody else's, a page may be anybody's.
 *
 * @throws Error for any other
 */
export async function ownFolder(folder: string): Promise<string> {
  const facts = await lstat(folder);
  if (!facts.isDirectory() || !isPrivate(facts)) {
    throw new Error(`${folder} is not a folder that only its owner writes to.`);
  }
  return folder;
}
