import { type Clock, systemClock } from "../core/clock.js";
import type { ServiceConnection } from "./connection.js";
import { RestConnection } from "./restConnection.js";
import { resolveService, type ServiceTarget, TargetError } from "./service.js";

/**
 * Connects to a service. Nothing is sent: neither credentials nor the network are touched before the first
 * request.
 *
 * @param clock what the requests' time limits are measured on
 * @throws TargetError where checkTarget has something to complain about
 */
export function connectService(target: ServiceTarget, clock: Clock = systemClock): ServiceConnection {
  const resolved = resolveService(target);
  if (!resolved.ok) {
    throw new TargetError(resolved.error);
  }
  return new RestConnection(resolved.value, target, clock);
}

export type { ListRequest, ServiceConnection } from "./connection.js";
export { checkTarget, type ServiceTarget, type TargetProblem } from "./service.js";
