/**
 * The location in an operation's name or in a request's path; some services answer for a location on a host
 * of its own only. `-`, which stands for all locations, is none. The answer is safe to become part of a host name.
 */
export function locationOf(nameOrPath: string): string | undefined {
  return /(?:^|\/)locations\/([a-z0-9][a-z0-9-]*)(?=[/:]|$)/.exec(nameOrPath)?.[1];
}

/** Whether a location is a region such as `us-central1`, and not a multi-region such as `eu` or `asia`. */
export function isRegion(location: string): boolean {
  return /^[a-z]+-[a-z]+\d+$/.test(location);
}

/** The region of a zone such as `us-central1-a`; any other location is itself. Hosts are never those of a zone. */
export function withoutZone(location: string): string {
  return /^([a-z]+-[a-z]+\d+)-[a-z]$/.exec(location)?.[1] ?? location;
}
