const { version } = require("../../../package.json") as { version: string };

/** This package's version. */
export const PACKAGE_VERSION = version;

/** The parts of the User-Agent that users set, as with pulumi-gcp. */
export interface UserAgentSettings {
  /** The partner that Google attributes the use of resources to. Default: Pulumi. */
  partnerName?: string;
  /** True to leave the partner out of the User-Agent. Default: false. */
  disablePartnerName?: boolean;
  /** The user's addition to the User-Agent. */
  userAgentExtension?: string;
}

const PRODUCT = `pulumi-gcp-lro/${PACKAGE_VERSION}`;

/** The value of `x-goog-api-client`, language and library, by which services count their clients. */
export const API_CLIENT = `gl-node/${process.versions.node} ${PRODUCT}`;

/** The User-Agent, in pulumi-gcp's form (its patches/0001-Allow-disabling-the-partner-name.patch). */
export function userAgent({
  partnerName = "Pulumi",
  disablePartnerName = false,
  userAgentExtension,
}: UserAgentSettings): string {
  const partner = disablePartnerName ? "" : `GPN:${partnerName}; `;
  const base = `Pulumi/3.0 (${partner}https://www.pulumi.com) ${PRODUCT}`;
  return userAgentExtension === undefined ? base : `${base} ${userAgentExtension}`;
}
