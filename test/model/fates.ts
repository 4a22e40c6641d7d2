import fc from "fast-check";
import type { Fate } from "./cloudOperation.js";

const time = fc.oneof(fc.nat(3_000), fc.nat(300_000));

const cancel: fc.Arbitrary<Fate["cancel"]> = fc.oneof(
  { weight: 5, arbitrary: time },
  { weight: 1, arbitrary: fc.constantFrom("ignored", "unsupported", "contested") },
);

/** When its record is missing for a while: later than any answer to its start. */
const forgotten = fc
  .tuple(fc.integer({ min: 60_000, max: 300_000 }), fc.nat(60_000))
  .map(([from, length]) => ({ from, until: from + length }));

/** Whatever may become of an operation. */
export const fate: fc.Arbitrary<Fate> = fc.record(
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
