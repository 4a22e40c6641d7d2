import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";

/** A folder that a CLI is put together in, on the file system of the versions folder. */
export interface Staging {
  /** For caches and whatever else is thrown away at the end. */
  scratch: string;
  /** The future folder of the version; its `bin` contains the executables. */
  product: string;
}

/** No version begins like this, so that nobody takes the folder for a CLI. */
export const STAGING_PREFIX = ".gcp-lro-staging-";

/**
 * Lends `work` an empty staging folder and removes it afterwards, whatever happens. To be called by the holder
 * of the versions lock only: staging folders that are there already are what killed processes left.
 */
export async function withStaging<T>(versions: string, work: (staging: Staging) => Promise<T>): Promise<T> {
  for (const name of await readdir(versions)) {
    if (name.startsWith(STAGING_PREFIX)) {
      await remove(path.join(versions, name));
    }
  }
  const folder = await mkdtemp(path.join(versions, STAGING_PREFIX));
  try {
    const staging: Staging = { scratch: path.join(folder, "scratch"), product: path.join(folder, "product") };
    await mkdir(staging.scratch);
    await mkdir(staging.product);
    return await work(staging);
  } finally {
    await remove(folder);
  }
}

/**
 * Makes the finished product the version's folder in one step, so that no other process ever sees half of it.
 * An incomplete folder of that version, which is all that can be there, gives way.
 */
export async function publish(staging: Staging, versions: string, version: string): Promise<string> {
  const target = path.join(versions, version);
  try {
    await rename(staging.product, target);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "EPERM") {
      throw error;
    }
    await rename(target, path.join(staging.scratch, "replaced"));
    await rename(staging.product, target);
  }
  return target;
}

/** Processes that were just killed may still be writing: hence the repetitions. */
function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
