import type { EmulatedFault, Emulator, RecordedRequest } from "pulumi-gcp-lro/emulator";

/** Milliseconds of every stall. */
export const STALL = 10_000;

/**
 * The faults of a run: none; for 30 % of all requests, the immediate refusals of a busy service (503, 429, resets); or, for
 * as many requests, faults of every kind.
 */
export type FaultMix = "nothing" | "refusals" | "everything";

/** The share of requests with a fault. */
export const SHARE = 0.3;

const refusals: readonly EmulatedFault[] = [
  { kind: "status", status: 429 },
  { kind: "status", status: 503 },
  { kind: "status", status: 503, effect: "after" },
  { kind: "reset" },
  { kind: "reset", effect: "after" },
  { kind: "resetMidBody" },
];

/** All faults, equally likely. A request that takes effect despite its fault has no usable response. */
const everything: readonly EmulatedFault[] = [
  { kind: "status", status: 429 },
  { kind: "status", status: 429, retryAfter: "3" },
  { kind: "status", status: 429, retryInfo: 2.5 },
  { kind: "status", status: 500 },
  { kind: "status", status: 500, effect: "after" },
  { kind: "html" },
  { kind: "status", status: 502, effect: "after" },
  { kind: "status", status: 503, retryAfter: "1" },
  { kind: "status", status: 503, effect: "after" },
  { kind: "status", status: 504 },
  { kind: "status", status: 504, effect: "after" },
  { kind: "reset" },
  { kind: "reset", effect: "after" },
  { kind: "resetMidBody" },
  { kind: "truncated" },
  { kind: "html", status: 200 },
  { kind: "html", status: 200, effect: "after" },
  { kind: "html", status: 503, effect: "after" },
  { kind: "delay", milliseconds: STALL },
  { kind: "delay", milliseconds: STALL, effect: "after" },
  {
    kind: "status",
    status: 403,
    message: "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute'.",
  },
  { kind: "status", status: 403, reason: "CONCURRENT_OPERATIONS_QUOTA_EXCEEDED" },
];

/** A Retry-After that is too long; it is obeyed for five minutes. */
const yearLong: EmulatedFault = { kind: "status", status: 429, retryAfter: String(365 * 24 * 3_600) };
const YEAR_LONG_SHARE = 0.002;

const expired: EmulatedFault = { kind: "status", status: 401 };
/** Requests between two tokens that expire: on average, and how far they spread around it. */
const TOKEN_LIFE = 100;
const TOKEN_SPREAD = 80;

/**
 * Lays faults over requests, whatever they ask. Tokens expire now and then, never two in a row: a fresh one that is
 * refused as well is no passing trouble.
 *
 * @param random numbers in [0, 1), the same for the same run
 * @param requests how many requests will be made at most
 */
export function layFaults(emulator: Emulator, mix: FaultMix, random: () => number, requests: number): void {
  switch (mix) {
    case "nothing":
      return;
    case "refusals":
      layEach(emulator, refusals, 1 - SHARE);
      return;
    case "everything": {
      layEach(emulator, everything, (1 - SHARE) / ((1 - YEAR_LONG_SHARE) * (1 - 1 / TOKEN_LIFE)));
      emulator.fault({ when: { probability: YEAR_LONG_SHARE }, fault: yearLong });
      const spread = (): number => Math.round((random() - 0.5) * TOKEN_SPREAD);
      for (let nth = TOKEN_LIFE; nth < requests; nth += TOKEN_LIFE + spread()) {
        emulator.fault({ when: { nth }, fault: expired });
      }
    }
  }
}

/** @param rest the part of all requests that none of the faults is to hit */
function layEach(emulator: Emulator, faults: readonly EmulatedFault[], rest: number): void {
  const probability = 1 - rest ** (1 / faults.length);
  for (const fault of faults) {
    emulator.fault({ when: { probability }, fault });
  }
}

/** The number of faults of each kind, with the status of the response: `status 429: 31`. */
export function faultsByKind(requests: readonly RecordedRequest[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { fault, status } of requests) {
    if (fault !== undefined) {
      const kind = typeof status === "number" ? `${fault} ${status}` : fault;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)));
}
