/** Google's own universe; others are run by partners, with hosts of their own. */
export const DEFAULT_UNIVERSE = "googleapis.com";

/** The host that stands for one of Google's own in another universe. */
export function hostInUniverse(host: string, universeDomain: string): string {
  return isOf(host, DEFAULT_UNIVERSE) ? replaceEnd(host, DEFAULT_UNIVERSE, universeDomain) : host;
}

/** The opposite of {@link hostInUniverse}: full resource names hold Google's own hosts in every universe. */
export function hostInDefaultUniverse(host: string, universeDomain: string): string {
  return isOf(host, universeDomain) ? replaceEnd(host, universeDomain, DEFAULT_UNIVERSE) : host;
}

function isOf(host: string, domain: string): boolean {
  return host.toLowerCase().endsWith(`.${domain}`);
}

function replaceEnd(host: string, end: string, other: string): string {
  return `${host.slice(0, -end.length)}${other}`;
}
