import { test } from "node:test";
import fc from "fast-check";
import { exploration } from "../model/exploration.js";
import { anyLife, anyLifeUndone } from "../model/lifeCycle.js";
import { Statistics } from "../model/statistics.js";

/** The model that npm test runs a few hundred times. */
const properties = [
  { title: "any life of a resource keeps every promise", property: anyLife, usual: 1_500 },
  { title: "any life in which operations are undone does", property: anyLifeUndone, usual: 1_000 },
];

for (const { title, property, usual } of properties) {
  test(title, async (t) => {
    const statistics = new Statistics();
    const explored = exploration(usual);
    await fc.assert(property(statistics), explored);
    t.diagnostic(statistics.text);
  });
}
