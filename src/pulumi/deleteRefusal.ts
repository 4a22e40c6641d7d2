import type { RequestRefusedError } from "../core/errors/requestRefusedError.js";
import { OR_UP, UP_FIRST } from "./nextRun.js";
import { ResourceFailure } from "./resourceFailure.js";

/**
 * What a delete says that the service refuses for good. In a project whose API is switched off hardly anything
 * can still be running, but that is no proof: giving the operation up is left to the user.
 */
export function refusedDelete({ message, fault }: RequestRefusedError): ResourceFailure {
  const isSwitchedOff = fault.kind === "rejected" && fault.reason === "SERVICE_DISABLED";
  const override = isSwitchedOff ? ` To give it up instead, set onDelete to "abandon" and ${UP_FIRST}.` : "";
  return new ResourceFailure(
    `${message} It is kept in the state; run destroy again once that is solved, ${OR_UP}.${override}`,
  );
}
