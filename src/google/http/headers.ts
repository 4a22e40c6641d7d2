const { version } = require("../../../package.json") as { version: string };

/** This package's version. */
export const PACKAGE_VERSION = version;

/** Who a request says that it comes from, as pulumi-gcp's users set it. */
export interface ClientSettings {
  /** Google's partner that the use of resources is attributed to. Default: Pulumi. */
  partnerName?: string;
  /** Whether no partner is named. Default: false. */
  disablePartnerName?: boolean;
  /** What the user adds to the User-Agent. */
  userAgentExtension?: string;
}

const PRODUCT = `pulumi-gcp-lro/${PACKAGE_VERSION}`;

/** Language and library, in Google's own form, by which services count their clients. */
export const API_CLIENT = `gl-node/${process.versions.node} ${PRODUCT}`;

/** The User-Agent, in pulumi-gcp's form (its patches/0001-Allow-disabling-the-partner-name.patch). */
export function userAgent({
  partnerName = "Pulumi",
  disablePartnerName = false,
  userAgentExtension,
}: ClientSettings): string {
  const partner = disablePartnerName ? "" : `GPN:${partnerName}; `;
  const own = `Pulumi/3.0 (${partner}https://www.pulumi.com) ${PRODUCT}`;
  return userAgentExtension === undefined ? own : `${own} ${userAgentExtension}`;
}
