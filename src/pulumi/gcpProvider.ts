import { type Output, output } from "@pulumi/pulumi";
import { defaultVersion } from "../google/apiVersion.js";
import { findService } from "../google/catalog.js";
import { customEndpointKey, withoutVersion } from "../google/customEndpoint.js";

/** A `gcp.Provider`, by what is read of it. */
export interface GcpProvider {
  readonly billingProject: Output<string | undefined>;
  readonly requestReason: Output<string | undefined>;
}

/** Arguments of a resource that a provider's settings decide. Each is left open where the provider says nothing. */
export interface ProviderSettings {
  endpoint: Output<string>;
  quotaProject: Output<string>;
}

/**
 * What a `gcp.Provider` says about requests, as arguments of an operation:
 *
 * ```typescript
 * const cluster = new gcp.alloydb.Cluster("orders", { … }, { provider });
 * new LongRunningOperation("export", {
 *   ...alloydb.exportCluster({ cluster, … }),
 *   ...settingsOf(provider, "alloydb"),
 * });
 * ```
 *
 * That is its custom endpoint for the service, and its billing project as quota project (pulumi-gcp itself heeds
 * that with `userProjectOverride` only, which a provider doesn't show). Its credentials are not passed on: they
 * would become part of every operation's state. Give them by `gcp:` configuration or the environment. Its project
 * and region can be given to recipes: `project: provider.project, location: provider.region`.
 *
 * @param service catalog key, such as `alloydb`
 */
export function settingsOf(provider: GcpProvider, service: string): ProviderSettings {
  const known = findService(service);
  const key = known && customEndpointKey(known.key, defaultVersion(known));
  const endpoint = (provider as unknown as Record<string, Output<string | undefined> | undefined>)[key ?? ""];
  // An absent value leaves its argument out, as if it had not been given.
  return {
    endpoint: output(endpoint).apply(
      (url) => url && (URL.canParse(url) ? withoutVersion(url.replace(/\/+$/, ""), known) : url),
    ) as Output<string>,
    quotaProject: provider.billingProject as Output<string>,
  };
}
