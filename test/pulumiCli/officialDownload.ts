import path from "node:path";
import { describeEnd, runProcess } from "#src/cli/pulumi/childProcess.js";
import type { PulumiMaker } from "./maker.js";
import { PINNED_VERSION } from "./pinnedVersion.js";

/** Milliseconds; some 100 MB are to be loaded. Without a network it fails at once. */
const LIMIT = 5 * 60_000;

/** The release from get.pulumi.com, by the installer of Pulumi's Automation API. */
export const officialDownload: PulumiMaker = {
  title: "the official download",
  async make(staging, context) {
    context.report(`Downloading the Pulumi CLI ${PINNED_VERSION.text} from get.pulumi.com, some 100 MB`);
    const end = await runProcess(
      process.execPath,
      [path.join(__dirname, "officialInstall.js"), staging.product],
      {
        // The installer unpacks in one of these.
        environment: { ...context.environment, TMPDIR: staging.scratch },
        directory: staging.scratch,
        signal: context.signal,
        timeout: LIMIT,
      },
    );
    return end.kind === "exited" && end.code === 0 ? "made" : { failed: describeEnd(end) };
  },
};
