import { type Clock, systemClock } from "../core/clock.js";
import { TargetError } from "./errors/targetError.js";
import { RestConnection } from "./restConnection.js";
import type { ServiceConnection } from "./serviceConnection.js";
import { locate, type ServiceTarget } from "./serviceTarget.js";

/**
 * Connects to a service. Nothing is sent: neither credentials nor the network are touched before the first
 * request.
 *
 * @param clock what the requests' time limits are measured on
 * @throws TargetError where checkTarget has something to complain about
 */
export function connectService(target: ServiceTarget, clock: Clock = systemClock): ServiceConnection {
  const reading = locate(target);
  if (!reading.ok) {
    throw new TargetError(reading.problems);
  }
  return new RestConnection(reading.place, target, clock);
}

export type { ListQuestion, OperationPage, ServiceConnection } from "./serviceConnection.js";
export { checkTarget, type ServiceTarget, type TargetProblem } from "./serviceTarget.js";
