import fc from "fast-check";
import type { OperationScript } from "./cloudOperation.js";

const time = fc.oneof(fc.nat(3_000), fc.nat(300_000));

const cancel: fc.Arbitrary<OperationScript["cancel"]> = fc.oneof(
  { weight: 5, arbitrary: time },
  { weight: 1, arbitrary: fc.constantFrom("ignored", "unsupported", "failedPrecondition") },
);

/** The time in which the record is missing: later than any response to the start. */
const forgotten = fc
  .tuple(fc.integer({ min: 60_000, max: 300_000 }), fc.nat(60_000))
  .map(([from, length]) => ({ from, until: from + length }));

/** Any course of an operation. */
export const script: fc.Arbitrary<OperationScript> = fc.record(
  {
    runsFor: time,
    end: fc.constantFrom("response", "error", "cancelled", "nothing"),
    cancel,
    hiddenFor: fc.nat(50_000),
    keptFor: time,
    forgotten,
    tellsOfCancel: fc.boolean(),
  },
  { requiredKeys: ["end", "cancel"] },
);

/** Operations that ignore every cancel and complete. */
export const scriptsThatIgnoreCancels = fc.array(
  fc.record({
    runsFor: fc.oneof(fc.integer({ min: 150, max: 2_000 }), fc.integer({ min: 2_000, max: 90_000 })),
    end: fc.constantFrom("response" as const, "nothing" as const),
    cancel: fc.constant("ignored" as const),
    tellsOfCancel: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);
