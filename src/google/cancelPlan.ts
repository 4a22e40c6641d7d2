import type { CancelPlan } from "../core/cancel.js";
import type { ServiceConnection } from "./connection.js";
import { isPastCancelling, readMetadata } from "./json/metadata.js";

type CancelConnection = Pick<ServiceConnection, "host" | "apiVersion" | "cancelSupport">;

/** The plan for cancelling an operation, with the reasons against it that the catalog and the metadata show. */
export function cancelPlan(
  connection: CancelConnection,
  name: string,
  whenUnsupported: CancelPlan["whenUnsupported"],
): CancelPlan {
  const knownUnsupported = catalogReason(connection, name);
  return {
    whenUnsupported,
    ...(knownUnsupported !== undefined && { knownUnsupported }),
    reasonAgainst: ({ metadata }) =>
      catalogReason(connection, name, readMetadata(metadata).verb) ??
      (isPastCancelling(metadata) ? "its metadata says so" : undefined),
  };
}

/** The reason in the catalog against a cancel, by the operation's name and verb; `undefined` if there is none. */
function catalogReason(connection: CancelConnection, name: string, verb?: string): string | undefined {
  const { host, apiVersion } = connection;
  switch (connection.cancelSupport(name, verb)) {
    case "unsupported":
      return verb === undefined
        ? `${host} ${apiVersion} has no cancel method for names of this form`
        : `${host} ${apiVersion} can't cancel operations of this kind (${verb})`;
    case "serviceManaged":
      return `${host} started it by itself`;
    default:
      return undefined;
  }
}

/**
 * The plan for an operation that deletes a selected resource. Its end is awaited: a cancel would keep the resource that is
 * to be deleted.
 */
export const planForDelete: CancelPlan = {
  whenUnsupported: "wait",
  knownUnsupported: "it deletes the resource",
};

/**
 * A clause about an operation that gets no cancel request.
 *
 * @param reason the reason as the event `cancelUnsupported` has it
 * @param shownReason the reason as it is shown; default: the same
 */
export function uncancelledText(reason: string, shownReason = reason): string {
  return reason === planForDelete.knownUnsupported
    ? `is not cancelled, because ${reason}`
    : `can't be cancelled: ${shownReason}`;
}
