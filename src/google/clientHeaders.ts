import { PACKAGE_VERSION } from "./packageVersion.js";

/** Who is said to be Google's partner in a request, as pulumi-gcp has it. */
export interface PartnerSettings {
  /** pulumi-gcp's `gcp:googlePartnerName`. Default: Pulumi. */
  partnerName?: string;
  /** pulumi-gcp's `gcp:disableGooglePartnerName`. Default: the variable GOOGLE_DISABLE_PARTNER_NAME. */
  disablePartnerName?: boolean;
}

/**
 * How this package names itself to services. The User-Agent has pulumi-gcp's form and what its users may add
 * with GOOGLE_TERRAFORM_USERAGENT_EXTENSION (pulumi-gcp, patches/0001-Allow-disabling-the-partner-name.patch);
 * `x-goog-api-client` is Google's own list of language and library, by which services count their clients.
 */
export function clientHeaders(
  environment: NodeJS.ProcessEnv,
  { partnerName = "Pulumi", disablePartnerName }: PartnerSettings = {},
): Record<"user-agent" | "x-goog-api-client", string> {
  const isDisabled = disablePartnerName ?? isTrue(environment.GOOGLE_DISABLE_PARTNER_NAME);
  const partner = isDisabled || !isPlain(partnerName) ? "" : `GPN:${partnerName}; `;
  const product = `pulumi-gcp-lro/${PACKAGE_VERSION}`;
  const extension = environment.GOOGLE_TERRAFORM_USERAGENT_EXTENSION ?? "";
  return {
    "user-agent": [
      `Pulumi/3.0 (${partner}https://www.pulumi.com)`,
      product,
      ...(isPlain(extension) ? [extension] : []),
    ].join(" "),
    "x-goog-api-client": `gl-node/${process.versions.node} ${product}`,
  };
}

/** What Go's strconv.ParseBool takes for true, as pulumi-gcp does. */
function isTrue(value: string | undefined): boolean {
  return value !== undefined && ["1", "t", "T", "true", "TRUE", "True"].includes(value);
}

/** Whether a text is there and can stand in a header. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text) && text.trim() !== "";
}
