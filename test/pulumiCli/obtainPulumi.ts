import { mkdir } from "node:fs/promises";
import path from "node:path";
import {
  findPulumi,
  inspectInstallation,
  MINIMUM_VERSION,
  type PulumiInstallation,
  type PulumiSearch,
  versionsFolder,
} from "#src/cli/pulumi/findPulumi.js";
import { goBuild } from "./goBuild.js";
import type { PulumiMaker } from "./maker.js";
import { officialDownload } from "./officialDownload.js";
import { PulumiUnavailableError } from "./pulumiUnavailableError.js";
import { publish, type Staging, withStaging } from "./staging.js";
import { withVersionsLock } from "./versionsLock.js";

export interface ObtainOptions extends PulumiSearch {
  /** Lines on what is going on, for people; nothing is said when a CLI is at hand. */
  report?(line: string): void;
  /** Ways to come by a CLI that is not there. Default: the official download, then a build with Go. */
  makers?: readonly PulumiMaker[];
}

/**
 * A Pulumi CLI for this machine: an installed one, else one that is downloaded or built into the versions folder,
 * once. Processes that do so at the same time wait for each other. An abort of the signal stops whatever is under
 * way and leaves nothing behind.
 *
 * @throws PulumiUnavailableError where none can be had; the signal's reason when it is aborted.
 */
export async function obtainPulumi(options: ObtainOptions = {}): Promise<PulumiInstallation> {
  const environment = options.environment ?? process.env;
  const signal = options.signal ?? new AbortController().signal;
  const report = options.report ?? (() => {});
  const minimum = options.minimum ?? MINIMUM_VERSION;
  const versions = options.versions ?? versionsFolder();
  const search = { environment, minimum, versions, signal };

  const installed = await findPulumi(search);
  if (installed.ok) {
    return installed.value;
  }
  const attempts = [...installed.error];
  const obstacle = await mkdir(versions, { recursive: true }).then(() => undefined, reasonOf);
  if (obstacle !== undefined) {
    attempts.push(`making ${versions}: ${obstacle}`);
    throw new PulumiUnavailableError(attempts, versions, minimum);
  }

  const onWait = (pid: number | undefined): void =>
    report(`Waiting for another process${pid === undefined ? "" : ` (${pid})`} that obtains the Pulumi CLI`);
  return withVersionsLock(versions, { signal, onWait }, async () => {
    const madeMeanwhile = await findPulumi(search);
    if (madeMeanwhile.ok) {
      return madeMeanwhile.value;
    }
    for (const maker of options.makers ?? [officialDownload, goBuild]) {
      const made = await withStaging(versions, (staging) => make(maker, staging)).catch(reasonOf);
      signal.throwIfAborted();
      if (typeof made !== "string") {
        return made;
      }
      const failed = `${maker.title}: ${made}`;
      attempts.push(failed);
      report(`Failed: ${failed}`);
    }
    throw new PulumiUnavailableError(attempts, versions, minimum);
  });

  /** The installation, or why this way failed. */
  async function make(maker: PulumiMaker, staging: Staging): Promise<PulumiInstallation | string> {
    const answer = await maker.make(staging, { environment, signal, report });
    if (answer !== "made") {
      return answer.failed;
    }
    const product = await inspectInstallation(path.join(staging.product, "bin"), search);
    if (!product.ok) {
      return product.error;
    }
    const folder = await publish(staging, versions, product.value.version);
    const published = await inspectInstallation(path.join(folder, "bin"), search);
    return published.ok ? published.value : published.error;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
