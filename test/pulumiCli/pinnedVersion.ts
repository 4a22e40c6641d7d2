import type { PulumiVersion } from "#src/cli/pulumi/findPulumi.js";

/** The CLI that is downloaded or built where there is none, and the oldest that the tests run. */
export const PINNED_VERSION: PulumiVersion = { major: 3, minor: 276, patch: 0, text: "3.276.0" };
