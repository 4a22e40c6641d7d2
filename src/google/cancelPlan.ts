import type { CancelPlan } from "../core/canceller.js";
import type { ServiceConnection } from "./serviceConnection.js";

/** The plan for cancelling an operation, with what the catalog knows against it. */
export function cancelPlan(
  connection: Pick<ServiceConnection, "host" | "apiVersion" | "cancelSupport">,
  name: string,
  whenUnsupported: CancelPlan["whenUnsupported"],
): CancelPlan {
  const knownUnsupported = reasonAgainst(connection, name);
  return knownUnsupported === undefined ? { whenUnsupported } : { whenUnsupported, knownUnsupported };
}

function reasonAgainst(connection: Parameters<typeof cancelPlan>[0], name: string): string | undefined {
  const { host, apiVersion } = connection;
  switch (connection.cancelSupport(name)) {
    case "unsupported":
      return `${host} ${apiVersion} has no cancel for operations of this form`;
    case "notOurs":
      return `${host} runs it of its own accord, so it is not ours to cancel`;
    default:
      return undefined;
  }
}
