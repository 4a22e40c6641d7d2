import { test } from "node:test";
import fc from "fast-check";
import { Census } from "../model/census.js";
import { anyLife, anyLifeUndone } from "../model/lifeCycle.js";
import { runsOf } from "../model/runs.js";

/** What npm test tries a few hundred times, and what FAST_CHECK_RUNS tries as often as it says. */
const properties = [
  { title: "any life of a resource keeps every promise", property: anyLife, usual: 1_500 },
  { title: "any life in which operations are undone does", property: anyLifeUndone, usual: 1_000 },
];

for (const { title, property, usual } of properties) {
  test(title, async (t) => {
    const census = new Census();
    const numRuns = runsOf(usual);
    await fc.assert(property(census), { numRuns });
    t.diagnostic(`${numRuns} lives: ${census.text}`);
  });
}
