import type { PulumiInstallation } from "#src/cli/pulumi/findPulumi.js";
import { obtainPulumi } from "../pulumiCli/obtainPulumi.js";
import { PINNED_VERSION } from "../pulumiCli/pinnedVersion.js";

/**
 * The Pulumi CLI that tests and `npm run demo` run: the pinned version or a newer one. Where the machine has none, it
 * is downloaded or built once into the versions folder, where everything else finds it.
 */
export function pinnedPulumi(signal?: AbortSignal): Promise<PulumiInstallation> {
  return obtainPulumi({
    minimum: PINNED_VERSION,
    report: (line) => process.stderr.write(`${line}\n`),
    signal,
  });
}
