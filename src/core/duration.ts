/** A number with its unit, directly after the previous one. */
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

const nanosecondsPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** The longest duration of Go, which counts nanoseconds in 64 bits: about 292 years. */
const MAX_NANOSECONDS = 2n ** 63n - 1n;

/**
 * Reads a duration in the format of Go's time.ParseDuration ("300ms", "1.5h", "1h30m") and returns milliseconds, with a
 * fraction if the text has one. A sign is refused.
 *
 * @throws DurationError for anything else, also for a number without a unit
 */
export function parseDuration(text: string): number {
  if (text === "") {
    throw new DurationError(text, "it is empty");
  }
  if (text === "0") {
    return 0;
  }
  if (/^[+-]/.test(text)) {
    throw new DurationError(text, "it must not have a sign");
  }
  if (/^[\d.]+$/.test(text)) {
    throw new DurationError(text, "the unit is missing");
  }
  let total = 0n;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (part === null) {
      throw new DurationError(text, "its units must be h, m, s, ms, us or ns");
    }
    total += nanoseconds(part[1] ?? "", nanosecondsPerUnit[part[2] ?? ""] ?? 0n);
    if (total > MAX_NANOSECONDS) {
      throw new DurationError(text, "it is longer than 292 years");
    }
  }
  return Number(total / 1_000_000n) + Number(total % 1_000_000n) / 1_000_000;
}

/** Nanoseconds, exactly: 1.001 s in floating point would not be 1001 ms. Fractions of a nanosecond are cut off. */
function nanoseconds(number: string, unit: bigint): bigint {
  const [whole = "", fraction = ""] = number.split(".");
  const scale = 10n ** BigInt(fraction.length);
  return BigInt(whole || "0") * unit + (BigInt(fraction || "0") * unit) / scale;
}

/**
 * Formats milliseconds for users and for {@link parseDuration}: "1h30m", "2s", "1.5s", "250ms", "0s". Units that are
 * zero are left out. Fractions of a millisecond are rounded.
 */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(milliseconds);
  if (rest < 1_000) {
    return rest === 0 ? "0s" : `${rest}ms`;
  }
  const hours = Math.floor(rest / 3_600_000);
  rest -= hours * 3_600_000;
  const minutes = Math.floor(rest / 60_000);
  rest -= minutes * 60_000;
  const seconds = Math.floor(rest / 1_000);
  const fraction = String(rest - seconds * 1_000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return [
    hours > 0 ? `${hours}h` : "",
    minutes > 0 ? `${minutes}m` : "",
    rest > 0 ? `${seconds}${fraction === "" ? "" : `.${fraction}`}s` : "",
  ].join("");
}

/** The error for a text that is no duration. Its message shows the text, the reason and examples. */
export class DurationError extends Error {
  override readonly name = "DurationError";

  constructor(
    /** The text as given. */
    readonly text: string,
    /** The reason, as the end of a sentence. */
    readonly reason: string,
  ) {
    super(
      `"${text}" is not a duration: ${reason}. Write numbers with units, such as "90s", "30m" or "1h30m".`,
    );
  }
}

/** True for this error, also of another copy of this package. */
export function isDurationError(error: unknown): error is DurationError {
  return error instanceof Error && error.name === "DurationError";
}
