/**
 * What a Retry-After header asks for, in milliseconds (RFC 9110, 10.2.3: seconds or an HTTP date). Nonsense, the
 * past and what no number can hold are as good as no header.
 *
 * A date counts from the moment that the server says it sent the answer at, so that neither a wrong clock on this
 * machine nor one on the server changes what was meant.
 *
 * @param sentAt the answer's Date header
 * @param now wall time in milliseconds, in place of a Date header that is missing or none
 */
export function readRetryAfter(header: string, now: number, sentAt?: string): number | undefined {
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) {
    return usable(Number(text) * 1000);
  }
  const sent = sentAt === undefined ? Number.NaN : readHttpDate(sentAt);
  return usable(readHttpDate(text) - (Number.isNaN(sent) ? now : sent));
}

/** An HTTP date in one of its three forms (RFC 9110, 5.6.7), of which one names no zone; all mean GMT. */
function readHttpDate(header: string): number {
  const text = header.trim();
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) {
    return Number.NaN;
  }
  return Date.parse(/\d{4}$/.test(text) ? `${text} GMT` : text);
}

/** A google.protobuf.Duration in JSON, such as `"3.5s"`, in milliseconds. */
export function readDuration(value: unknown): number | undefined {
  const [, seconds] = typeof value === "string" ? (/^(\d+(?:\.\d+)?)s$/.exec(value) ?? []) : [];
  return seconds === undefined ? undefined : usable(Number(seconds) * 1000);
}

function usable(milliseconds: number): number | undefined {
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? milliseconds : undefined;
}
