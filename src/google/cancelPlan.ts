import type { CancelPlan } from "../core/canceller.js";
import type { ServiceConnection } from "./serviceConnection.js";

/** The plan for cancelling an operation, with what the catalog knows against it. */
export function cancelPlan(
  connection: Pick<ServiceConnection, "host" | "apiVersion" | "cancelSupport">,
  name: string,
  whenUnsupported: CancelPlan["whenUnsupported"],
): CancelPlan {
  const { host, apiVersion } = connection;
  return connection.cancelSupport(name) === "unsupported"
    ? {
        whenUnsupported,
        knownUnsupported: `${host} ${apiVersion} has no cancel for operations of this form`,
      }
    : { whenUnsupported };
}
