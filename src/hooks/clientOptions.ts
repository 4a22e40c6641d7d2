import type { OperationsClientOptions } from "../client/index.js";
import { parseJson } from "../google/settings/settingsReader.js";

/**
 * Completes the settings of a client by the `gcp:` configuration of the stack. Given settings take precedence. The client
 * itself adds those of the environment.
 *
 * @param configuration values by their full keys, such as `gcp:project`; lists and objects are JSON
 */
export function clientOptions(
  service: string,
  client: Omit<OperationsClientOptions, "service">,
  configuration: Readonly<Record<string, string>>,
): OperationsClientOptions {
  const ofGcp = Object.entries(configuration).filter(([key]) => key.startsWith("gcp:"));
  const {
    impersonateServiceAccount: account,
    impersonateServiceAccountDelegates: delegates,
    ...settings
  } = Object.fromEntries(ofGcp.map(([key, value]) => [key.slice("gcp:".length), value])) as Record<
    string,
    string | undefined
  >;
  // A given identity is used as it is.
  const isIdentityGiven = client.authClient !== undefined || client.impersonateServiceAccount !== undefined;
  const identity = {
    ...(account !== undefined && { impersonateServiceAccount: account }),
    ...(delegates !== undefined && {
      impersonateServiceAccountDelegates: parseJson(delegates) as string[],
    }),
  };
  return { ...settings, ...(isIdentityGiven ? {} : identity), ...client, service };
}
