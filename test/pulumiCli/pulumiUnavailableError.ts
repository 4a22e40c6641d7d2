import type { PulumiVersion } from "#src/cli/pulumi/findPulumi.js";

/** There is no usable Pulumi CLI on this machine and none could be had. */
export class PulumiUnavailableError extends Error {
  override readonly name = "PulumiUnavailableError";

  /** `attempts` are the ways that were tried, each with the reason why it failed. */
  constructor(
    readonly attempts: readonly string[],
    versions: string,
    minimum: PulumiVersion,
  ) {
    super(
      [
        "No usable Pulumi CLI was found, and none could be obtained. Tried:",
        ...attempts.map((attempt) => `  - ${attempt}`),
        "What you can do:",
        "  - run this again where https://get.pulumi.com can be reached, or with Go 1.26.6 or newer on PATH;",
        `  - or put pulumi, pulumi-language-nodejs and pulumi-resource-pulumi-nodejs into ${versions}/<version>/bin;`,
        `  - or install Pulumi ${minimum.text} or newer so that these three are on PATH:`,
        "    https://www.pulumi.com/docs/install/",
      ].join("\n"),
    );
  }
}
