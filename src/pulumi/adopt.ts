import { Deadline } from "../core/deadline.js";
import type { Operation } from "../core/operation.js";
import { sight } from "../core/sighting.js";
import { ResourceFailure } from "./resourceFailure.js";
import type { Step } from "./step.js";

/** The longest time for the first poll of an operation to adopt, in milliseconds. */
const LOOK_LIMIT = 2 * 60_000;

/**
 * Polls an operation that the user names. One that has ended is adopted as well: there is nothing to cancel later, but
 * its result can be used.
 *
 * @throws ResourceFailure when the service doesn't know it, or won't tell; nothing is then put into the state
 */
export async function adoptOperation(step: Step, name: string, createDeadline: Deadline): Promise<Operation> {
  const deadline = new Deadline(step.clock, Math.min(LOOK_LIMIT, createDeadline.total));
  const sighting = await sight(step.tools, name, 0, { deadline, signal: step.signal, firstContact: true });
  const { host, apiVersion, baseUrl, versionHint } = step.connection;
  switch (sighting.kind) {
    case "seen":
      return sighting.operation;
    case "missing":
      throw new ResourceFailure(
        `operationName: ${step.text.name(name)} was not found at ${host} (${apiVersion}, ${baseUrl}). ` +
          `${versionHint === undefined ? "" : `${versionHint}. `}Check its name, its service, its location and the ` +
          "apiVersion. Services delete the records of old operations.",
      );
    case "refused":
      throw new ResourceFailure(
        `operationName: the state of ${step.text.name(name)} is unknown: ${step.text.fault(sighting.fault)}. Nothing was saved.`,
      );
    case "stopped": {
      const why = sighting.because === "interrupted" ? "before the interrupt" : "in time";
      const last =
        sighting.fault === undefined ? "" : ` The last failure: ${step.text.fault(sighting.fault)}.`;
      throw new ResourceFailure(
        `operationName: no answer about ${step.text.name(name)} ${why}.${last} Nothing was saved.`,
      );
    }
  }
}
