import { type Output, output } from "@pulumi/pulumi";

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

/** What pulumi-gcp calls the services in its settings, where that is not simply the key. */
const NAMES: Readonly<Record<string, string>> = {
  cloudaicompanion: "gemini",
  datafusion: "dataFusion",
  discoveryengine: "discoveryEngine",
};

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
  const property = `${NAMES[service] ?? service}CustomEndpoint`;
  const endpoint = (provider as unknown as Record<string, Output<string | undefined> | undefined>)[property];
  // An absent value leaves its argument out, as if it had not been given.
  return {
    endpoint: output(endpoint).apply((url) => url && withoutVersion(url)) as Output<string>,
    quotaProject: provider.billingProject as Output<string>,
  };
}

/** pulumi-gcp's endpoints end with the API version, `https://host/v1/`; here it comes with each request's path. */
function withoutVersion(url: string): string {
  return url.replace(/\/+$/, "").replace(/\/v\d+[a-z0-9]*$/, "");
}
