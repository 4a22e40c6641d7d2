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

/** What `pulumi stack export` prints, from what the CLI keeps: no command is run for it. */
export async function readDeployment(folder: string): Promise<string> {
  const { version, checkpoint } = JSON.parse(await readFile(checkpointFile(folder), "utf8")) as {
    version: number;
    checkpoint: { latest?: object };
  };
  return JSON.stringify({ version, deployment: checkpoint.latest ?? {} }, undefined, 4);
}

/** The resources in that. */
export function resourcesIn<Resource>(text: string): Resource[] {
  const { deployment } = JSON.parse(text) as { deployment: { resources?: Resource[] } };
  return deployment.resources ?? [];
}

function checkpointFile(folder: string): string {
  return path.join(folder, "state", ".pulumi", "stacks", STACK, `${STACK}.json`);
}
