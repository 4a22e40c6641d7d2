import { test } from "node:test";
import fc from "fast-check";
import { Census } from "./census.js";
import { anyLife } from "./lifeCycle.js";
import { runsOf } from "./runs.js";

test("a resource's life, whatever happens to its requests, its runs, its process and its journal", async (t) => {
  const census = new Census();
  const numRuns = runsOf(400);
  await fc.assert(anyLife(census), { numRuns });
  t.diagnostic(`${numRuns} lives: ${census.text}`);
});
