import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { findInVersions, findOnPath } from "./findPulumi.js";
import { goBuild } from "./goBuild.js";
import { inspectInstallation, type PulumiInstallation } from "./installation.js";
import type { PulumiMaker } from "./maker.js";
import { officialDownload } from "./officialDownload.js";
import { type FailedAttempt, PulumiUnavailableError } from "./pulumiUnavailableError.js";
import { publish, type Staging, withStaging } from "./staging.js";
import { MINIMUM_VERSION, type PulumiVersion } from "./version.js";
import { withVersionsLock } from "./versionsLock.js";

export interface ObtainOptions {
  /** The oldest version that will do. Default: the oldest that this package works with. */
  minimum?: PulumiVersion;
  /**
   * Where versions are kept. Default: `~/.pulumi/versions`, as of Pulumi's Automation API, whatever PULUMI_HOME says:
   * a CLI is made once for all of a user's homes.
   */
  versions?: string;
  /** Default: this process's. Its PATH is searched, and what is started gets it. */
  environment?: NodeJS.ProcessEnv;
  /** Lines on what is going on, for people; nothing is said when a CLI is at hand. */
  report?(line: string): void;
  /** Stops whatever is under way and leaves nothing behind. */
  signal?: AbortSignal;
  /** Ways to come by a CLI that is not there. Default: the official download, then a build with Go. */
  makers?: readonly PulumiMaker[];
}

/**
 * A Pulumi CLI for this machine: the one on PATH if it will do, else the newest in the versions folder, else one
 * that is downloaded or built into that folder, once. Processes that do so at the same time wait for each other.
 *
 * @throws PulumiUnavailableError where none can be had; the signal's reason when it is aborted.
 */
export async function obtainPulumi(options: ObtainOptions = {}): Promise<PulumiInstallation> {
  const environment = options.environment ?? process.env;
  const signal = options.signal ?? new AbortController().signal;
  const report = options.report ?? (() => {});
  const minimum = options.minimum ?? MINIMUM_VERSION;
  const versions = options.versions ?? path.join(homedir(), ".pulumi", "versions");
  const look = { environment, minimum, signal };

  const onPath = await findOnPath(look);
  signal.throwIfAborted();
  if ("found" in onPath) {
    return onPath.found;
  }
  const cached = await findInVersions(versions, look);
  signal.throwIfAborted();
  if ("found" in cached) {
    return cached.found;
  }
  const attempts: FailedAttempt[] = [
    { title: "on PATH", reason: onPath.missing },
    { title: "in the versions folder", reason: cached.missing },
  ];
  const makers = (options.makers ?? [officialDownload, goBuild]).filter((maker) => maker.isOffered());
  if (makers.length === 0) {
    throw new PulumiUnavailableError(attempts, versions, minimum);
  }

  const obstacle = await mkdir(versions, { recursive: true }).then(() => undefined, reasonOf);
  if (obstacle !== undefined) {
    attempts.push({ title: "making the versions folder", reason: obstacle });
    throw new PulumiUnavailableError(attempts, versions, minimum);
  }

  const onWait = (pid: number | undefined): void =>
    report(`Waiting for another process${pid === undefined ? "" : ` (${pid})`} that obtains the Pulumi CLI`);
  return withVersionsLock(versions, { signal, onWait }, async () => {
    const madeMeanwhile = await findInVersions(versions, look);
    if ("found" in madeMeanwhile) {
      return madeMeanwhile.found;
    }
    for (const maker of makers) {
      const made = await withStaging(versions, (staging) => make(maker, staging)).catch(reasonOf);
      signal.throwIfAborted();
      if (typeof made !== "string") {
        return made;
      }
      attempts.push({ title: maker.title, reason: made });
      report(`${maker.title}: ${made}`);
    }
    throw new PulumiUnavailableError(attempts, versions, minimum);
  });

  /** The installation, or why this way failed. */
  async function make(maker: PulumiMaker, staging: Staging): Promise<PulumiInstallation | string> {
    const answer = await maker.make(staging, { environment, signal, report });
    if (answer !== "made") {
      return answer.failed;
    }
    const product = await inspectInstallation(path.join(staging.product, "bin"), maker.origin, look);
    if ("missing" in product) {
      return product.missing;
    }
    const folder = await publish(staging, versions, product.found.version);
    const published = await inspectInstallation(path.join(folder, "bin"), maker.origin, look);
    return "found" in published ? published.found : published.missing;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
