import { locationOfHost } from "../google/hostLocation.js";
import { locationOf } from "../google/location.js";
import type { ServicePlace, ServiceTarget } from "../google/serviceTarget.js";
import { hostInDefaultUniverse } from "../google/universe.js";

/**
 * That requests go to the host of another location than the operation's, which has to be looked at and cancelled
 * where it lives. It may be right: what stands in a name is not known to be where a request must go.
 */
export function locationForecast(
  { service, endpoint, settings }: ServicePlace,
  { about = "" }: Pick<ServiceTarget, "about">,
): string | undefined {
  const { hostname } = new URL(endpoint.baseUrl);
  const host = hostInDefaultUniverse(hostname, settings.universeDomain);
  const served = service && locationOfHost(service, host);
  const location = locationOf(about);
  return served === undefined || location === undefined || served === location
    ? undefined
    : `requests go to ${hostname}, which is for the location ${served}, and this operation is in ${location}: ` +
        `it may be unknown there. Give the service by its name, "${service?.key}", or the endpoint of ${location}.`;
}
