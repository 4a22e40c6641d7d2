import fc from "fast-check";
import type { CancelPlan } from "#src/core/cancel.js";
import type { JsonObject } from "#src/core/json.js";
import {
  finishedAlready,
  foreign,
  noCredentials,
  notFound,
  notPermitted,
  refusedConnection,
  rejected,
  reset,
  unavailable,
  unimplemented,
  unreadable,
} from "./faults.js";
import type { Mishap, Mishaps, OperationScript } from "./modelService.js";
import { minute, type SceneSettings } from "./scene.js";

/** All that a scene is made of, as data, so that a failing one can be read. */
export interface SceneDraft {
  script: OperationScript;
  getMishaps: (Mishap | undefined)[];
  cancelMishaps: (Mishap | undefined)[];
  roundTrip: number;
  settings: SceneSettings & { timeout: number };
  plan: CancelPlan;
}

/** The mishaps of a draft: in order, and none once they are through. */
export function mishapsOf({ getMishaps, cancelMishaps, roundTrip }: SceneDraft): Mishaps {
  return {
    get: (nth) => getMishaps[nth - 1],
    cancel: (nth) => cancelMishaps[nth - 1],
    roundTrip,
  };
}

const time = fc.oneof(fc.nat(3_000), fc.nat(5 * minute));

/** Objects of parts of which each is left out in `absent` of ten cases. */
function withParts<T>(
  parts: { [K in keyof T]-?: [absent: number, part: fc.Arbitrary<T[K]>] },
): fc.Arbitrary<Partial<T>> {
  const entries = Object.entries<[number, fc.Arbitrary<unknown>]>(parts).map(([key, [absent, part]]) =>
    fc.oneof(
      { weight: absent, arbitrary: fc.constant({}) },
      { weight: 10 - absent, arbitrary: part.map((value) => ({ [key]: value })) },
    ),
  );
  return fc.tuple(...entries).map((present) => Object.assign({}, ...present) as Partial<T>);
}

const end = fc.constantFrom<JsonObject>(
  {},
  { response: { "@type": "type.googleapis.com/google.protobuf.Empty" } },
  { error: { code: 1, message: "cancelled by somebody" } },
  { error: { code: 10, message: "pre-empted" } },
  { error: {} },
);

const metadata = fc.constantFrom<JsonObject>(
  { requestedCancellation: true },
  { endTime: "2026-01-01T00:00:00Z", state: "SUCCESSFUL" },
  { upgradeClusterStatus: { state: "IN_PROGRESS" } },
  { upgradeClusterStatus: { state: "IN_PROGRESS", cancellable: true } },
);

const script = withParts<Required<OperationScript>>({
  endsAt: [4, time],
  end: [4, end],
  cancelTakes: [2, fc.oneof(time, fc.constant("ignores" as const))],
  visibleFrom: [9, fc.nat(2 * minute)],
  goneFrom: [9, time],
  metadata: [7, metadata],
});

const passing = fc.constantFrom<Mishap>(
  unavailable,
  rejected(429, "RESOURCE_EXHAUSTED", { retryAfter: 20_000 }),
  rejected(503, "UNAVAILABLE", { retryAfter: Number.MAX_VALUE }),
  rejected(409, "ABORTED"),
  foreign(502),
  reset(),
  refusedConnection(),
  noCredentials(true),
  unreadable(),
  "lostAnswer",
  "hangs",
);

const lasting = fc.constantFrom<Mishap>(
  finishedAlready,
  foreign(404),
  notFound,
  notPermitted,
  unimplemented,
  rejected(401, "UNAUTHENTICATED"),
);

/** Mostly none, often passing, seldom lasting; a few in a row, or without end for all that a scene lasts. */
const mishap = fc.oneof(
  { weight: 12, arbitrary: fc.constant(undefined) },
  { weight: 8, arbitrary: passing },
  { weight: 1, arbitrary: lasting },
);
const mishaps = fc.oneof(
  { weight: 9, arbitrary: fc.array(mishap, { maxLength: 8 }) },
  { weight: 1, arbitrary: passing.map((same) => new Array<Mishap>(10_000).fill(same)) },
);

export const sceneDraft: fc.Arbitrary<SceneDraft> = fc.record({
  script,
  getMishaps: mishaps,
  cancelMishaps: mishaps,
  roundTrip: fc.constantFrom(0, 50, 400, 1_500),
  settings: fc
    .tuple(
      fc.record({ timeout: fc.oneof(fc.nat(10_000), fc.nat(10 * minute)), seed: fc.nat() }),
      withParts<{ visibleWithin: number; interruptAt: number }>({
        visibleWithin: [5, fc.constant(minute)],
        interruptAt: [8, time],
      }),
    )
    .map(([always, sometimes]) => ({ ...always, ...sometimes })),
  plan: fc
    .tuple(
      fc.record({ whenUnsupported: fc.constantFrom("wait" as const, "leave" as const) }),
      withParts<{ knownUnsupported: string }>({ knownUnsupported: [9, fc.constant("no route")] }),
    )
    .map(([always, sometimes]) => ({ ...always, ...sometimes })),
});
