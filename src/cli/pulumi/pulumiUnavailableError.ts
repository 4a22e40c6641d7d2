import type { PulumiVersion } from "./version.js";

/** One way that was tried in vain. */
export interface FailedAttempt {
  title: string;
  reason: string;
}

/** There is no usable Pulumi CLI on this machine and none could be had. */
export class PulumiUnavailableError extends Error {
  override readonly name = "PulumiUnavailableError";
  readonly attempts: readonly FailedAttempt[];

  constructor(attempts: readonly FailedAttempt[], versions: string, minimum: PulumiVersion) {
    const tried = attempts.map(({ title, reason }) => `  - ${title}: ${reason}`);
    super(
      [
        "No usable Pulumi CLI was found, and none could be obtained. Tried:",
        ...tried,
        "What you can do:",
        `  - install Pulumi ${minimum.text} or newer (https://www.pulumi.com/docs/install/) so that`,
        "    pulumi, pulumi-language-nodejs and pulumi-resource-pulumi-nodejs are on PATH;",
        `  - or put these three into ${versions}/<version>/bin;`,
        "  - or run this again where https://get.pulumi.com can be reached, or, in a clone of the repository,",
        "    with Go 1.26.6 or newer on PATH.",
      ].join("\n"),
    );
    this.attempts = attempts;
  }
}

export function isPulumiUnavailableError(error: unknown): error is PulumiUnavailableError {
  return error instanceof PulumiUnavailableError;
}
