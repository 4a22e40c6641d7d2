/**
 * The location in an operation's name or in a request's path; some services answer for a location on a host
 * of its own only. `-`, which stands for all locations, is none. The answer is safe to become part of a host name.
 */
export function locationOf(nameOrPath: string): string | undefined {
  return /(?:^|\/)locations\/([a-z0-9][a-z0-9-]*)(?=[/:]|$)/.exec(nameOrPath)?.[1];
}
