import { all, Config, type Output, output, unsecret } from "@pulumi/pulumi";
import type { LiteralUnion } from "../core/text.js";
import { defaultVersion } from "../google/catalog/apiVersion.js";
import { findService } from "../google/catalog/catalog.js";
import type { ServiceKey } from "../google/catalog/serviceKey.js";
import { customEndpointKey, withoutVersion } from "../google/settings/customEndpoints.js";

/** A `gcp.Provider`, by the properties that are read. */
export interface GcpProvider {
  readonly billingProject: Output<string | undefined>;
  readonly requestReason: Output<string | undefined>;
}

/** Arguments of a resource from a provider's settings. A setting that the provider doesn't have is left out. */
export interface GcpProviderArgs {
  endpoint: Output<string>;
  quotaProject: Output<string>;
  impersonateServiceAccount: Output<string>;
  impersonateServiceAccountDelegates: Output<string[]>;
  /** The reasons why the provider's identity can't be used. The resource reports them at preview. */
  __problems: Output<string[] | undefined>;
}

/** The provider's own credentials. As arguments they would become part of every operation's state. */
const CREDENTIALS = ["credentials", "accessToken", "externalCredentials"] as const;

/**
 * The settings of a `gcp.Provider`, as arguments of an operation:
 *
 * ```typescript
 * const cluster = new gcp.alloydb.Cluster("orders", { … }, { provider });
 * new LongRunningOperation("export", {
 *   ...alloydb.exportCluster({ cluster, … }),
 *   ...gcpProviderArgs(provider, "alloydb"),
 * });
 * ```
 *
 * These are its custom endpoint for the service, its billing project as quota project (pulumi-gcp itself uses that
 * only with `userProjectOverride`, which a provider doesn't show), and the service account that it impersonates.
 * Its credentials can't be passed on. A provider that has credentials of its own, other than those of the `gcp:`
 * configuration, and impersonates no service account is refused at preview: the operation would start as another
 * identity. Its project and region can be given to recipes: `project: provider.project, location: provider.region`.
 *
 * @param service catalog key, such as `alloydb`
 */
export function gcpProviderArgs(provider: GcpProvider, service: LiteralUnion<ServiceKey>): GcpProviderArgs {
  const catalogService = findService(service);
  const endpointKey = catalogService && customEndpointKey(catalogService.key, defaultVersion(catalogService));
  const settings = provider as unknown as Readonly<Record<string, Output<unknown> | undefined>>;
  const { impersonateServiceAccount } = settings;
  const unusable = all([
    output(impersonateServiceAccount),
    ...CREDENTIALS.map((key) => output(settings[key])),
  ]).apply(([account, ...values]) =>
    account ? [] : CREDENTIALS.filter((key, index) => values[index] && !isConfigured(key, values[index])),
  );
  // A provider keeps lists as JSON text.
  const delegates = output(settings.impersonateServiceAccountDelegates) as Output<unknown>;
  // An absent value leaves its argument out, as if it had not been given.
  return {
    endpoint: output(settings[endpointKey ?? ""] as Output<string | undefined>).apply(
      (url) => url && (URL.canParse(url) ? withoutVersion(url.replace(/\/+$/, ""), catalogService) : url),
    ) as Output<string>,
    quotaProject: provider.billingProject as Output<string>,
    impersonateServiceAccount: impersonateServiceAccount as Output<string>,
    impersonateServiceAccountDelegates: delegates.apply((accounts) =>
      typeof accounts === "string" ? JSON.parse(accounts) : accounts,
    ) as Output<string[]>,
    __problems: unsecret(unusable).apply((keys) =>
      keys.length > 0 ? [credentialsProblem(keys)] : undefined,
    ),
  };
}

function credentialsProblem(keys: readonly string[]): string {
  const names = keys.join(" and ");
  return (
    `gcpProviderArgs does not copy the ${names} of a gcp.Provider, because Pulumi saves arguments in the state. Set ` +
    `${keys.map((key) => `gcp:${key}`).join(" and ")} in the configuration, or set impersonateServiceAccount on the ` +
    "gcp.Provider; gcpProviderArgs copies that setting."
  );
}

function isConfigured(key: string, value: unknown): boolean {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return new Config("gcp").get(key) === text;
}
