import type { CancelPlan } from "../core/cancel.js";
import type { ServiceConnection } from "./connection.js";
import { readMetadata } from "./json/metadata.js";

/** The plan for cancelling an operation, with what the catalog knows against it, by its name and by its verb. */
export function cancelPlan(
  connection: Pick<ServiceConnection, "host" | "apiVersion" | "cancelSupport">,
  name: string,
  whenUnsupported: CancelPlan["whenUnsupported"],
): CancelPlan {
  const knownUnsupported = reasonAgainst(connection, name);
  return {
    whenUnsupported,
    ...(knownUnsupported !== undefined && { knownUnsupported }),
    reasonAgainst: ({ metadata }) => reasonAgainst(connection, name, readMetadata(metadata).verb),
  };
}

function reasonAgainst(
  connection: Parameters<typeof cancelPlan>[0],
  name: string,
  verb?: string,
): string | undefined {
  const { host, apiVersion } = connection;
  switch (connection.cancelSupport(name, verb)) {
    case "unsupported":
      return verb === undefined
        ? `${host} ${apiVersion} has no cancel for operations of this form`
        : `${host} ${apiVersion} can't cancel an operation of this form and kind (${verb})`;
    case "serviceManaged":
      return `${host} runs it by itself, so it is not ours to cancel`;
    default:
      return undefined;
  }
}
