import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Name of project and stack. */
export const STACK = "engine";

/** Opens the secrets of every stack of the tests. */
export const PASSPHRASE = "engine";

/** What `pulumi stack init` made of the passphrase. */
const SALT = "v1:+7QPjJmnVeQ=:v1:rq/ixuhJDNyS+8b6:JnIKx7+36I2DUdrj2Y6KusA35GITaA==";

/**
 * Writes what `pulumi stack init` does: the second that it takes is spared every story. Where this isn't how the
 * CLI keeps its stacks, its first command says so.
 */
export async function writeEmptyStack(folder: string): Promise<void> {
  const stacks = path.dirname(checkpointFile(folder));
  await mkdir(stacks, { recursive: true });
  await writeFile(path.join(folder, "state", ".pulumi", "meta.yaml"), "version: 1\n");
  await writeFile(path.join(folder, `Pulumi.${STACK}.yaml`), `encryptionsalt: ${SALT}\n`);
  const checkpoint = { stack: `organization/${STACK}/${STACK}` };
  await writeFile(checkpointFile(folder), JSON.stringify({ version: 3, checkpoint }));
}

/** What the CLI keeps of the stack. */
export function readCheckpoint(folder: string): Promise<string> {
  return readFile(checkpointFile(folder), "utf8");
}

/** The resources in that: as `pulumi stack export` shows them. */
export function resourcesIn<Resource>(text: string): Resource[] {
  const { checkpoint } = JSON.parse(text) as { checkpoint: { latest?: { resources?: Resource[] } } };
  return checkpoint.latest?.resources ?? [];
}

function checkpointFile(folder: string): string {
  return path.join(folder, "state", ".pulumi", "stacks", STACK, `${STACK}.json`);
}
