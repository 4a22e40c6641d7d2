import type { PulumiInstallation } from "#src/cli/pulumi/installation.js";
import { obtainPulumi } from "#src/cli/pulumi/obtainPulumi.js";
import { PINNED_VERSION } from "#src/cli/pulumi/version.js";

/**
 * The Pulumi CLI that tests run: the pinned version or a newer one. Where the machine has none, it is made once, and
 * everything else finds it: the demo takes the newest.
 */
export function pinnedPulumi(): Promise<PulumiInstallation> {
  return obtainPulumi({ minimum: PINNED_VERSION, report: (line) => process.stderr.write(`${line}\n`) });
}
