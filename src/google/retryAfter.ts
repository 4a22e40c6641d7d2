/**
 * What a Retry-After header asks for, in milliseconds from `now` (RFC 9110, 10.2.3: seconds or an HTTP date).
 * Nonsense, the past and what no number can hold are as good as no header.
 */
export function readRetryAfter(header: string, now: number): number | undefined {
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) {
    return usable(Number(text) * 1000);
  }
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? usable(Date.parse(text) - now) : undefined;
}

/** A google.protobuf.Duration in JSON, such as `"3.5s"`, in milliseconds. */
export function readDuration(value: unknown): number | undefined {
  const [, seconds] = typeof value === "string" ? (/^(\d+(?:\.\d+)?)s$/.exec(value) ?? []) : [];
  return seconds === undefined ? undefined : usable(Number(seconds) * 1000);
}

function usable(milliseconds: number): number | undefined {
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? milliseconds : undefined;
}
