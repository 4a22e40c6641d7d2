import type { CatalogService } from "./catalog.js";

/** What stands for `{location}` where a host has that form; undefined where it hasn't. */
export function locationInHost(host: string, form: string): string | undefined {
  const [before = "", after = ""] = form.split("{location}");
  const location = host.slice(before.length, host.length - after.length);
  return host === before + location + after && /^[a-z0-9-]+$/.test(location) ? location : undefined;
}

/**
 * The location whose requests a host of the service takes: `eu` of `eu-discoveryengine.googleapis.com`. Undefined
 * for hosts that serve every location, and for those that aren't the service's.
 *
 * @param host one of Google's own universe
 */
export function locationOfHost(
  { host: main, locationHosts, regionalHosts = [] }: CatalogService,
  host: string,
): string | undefined {
  const plain = host.replace(".mtls.", ".").toLowerCase();
  if (plain === main) {
    return undefined;
  }
  const forms = [...Object.values(locationHosts), ...regionalHosts];
  return forms.map((form) => locationInHost(plain, form)).find((location) => location !== undefined);
}
