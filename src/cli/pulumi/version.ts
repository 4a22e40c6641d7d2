/** A released version of the Pulumi CLI. */
export interface PulumiVersion {
  major: number;
  minor: number;
  patch: number;
  /** Without the leading `v`: `3.276.0`. */
  text: string;
}

/**
 * The oldest CLI that this package is used with. The engine hands configuration to dynamic providers since
 * 3.139 (pulumi/pulumi#17673), treats SIGTERM like Ctrl-C since 3.136, and shows what a provider prints since
 * 3.146 (pulumi/pulumi#18249).
 */
export const MINIMUM_VERSION: PulumiVersion = { major: 3, minor: 146, patch: 0, text: "3.146.0" };

/** Reads what `pulumi version` prints, or the name of a folder of the versions folder. */
export function parseVersion(text: string): PulumiVersion | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+][\w.+-]*)?$/.exec(text.trim());
  return match === null
    ? undefined
    : {
        major: Number(match[1]),
        minor: Number(match[2]),
        patch: Number(match[3]),
        text: match[0].replace(/^v/, ""),
      };
}

/** Order for `sort`: the oldest first. What follows a hyphen does not count. */
export function compareVersions(a: PulumiVersion, b: PulumiVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** New enough, and of the major version whose engine this package knows. */
export function isUsableVersion(version: PulumiVersion, minimum: PulumiVersion): boolean {
  return version.major === minimum.major && compareVersions(version, minimum) >= 0;
}
