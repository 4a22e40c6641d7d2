import { test } from "node:test";
import fc from "fast-check";
import { Census } from "./census.js";
import { anyLife, anyLifeUndone } from "./lifeCycle.js";
import { runsOf } from "./runs.js";

test("a resource's life, whatever happens to its requests, its runs, its process and its journal", async (t) => {
  const census = new Census();
  const numRuns = runsOf(400);
  await fc.assert(anyLife(census), { numRuns });
  t.diagnostic(`${numRuns} lives: ${census.text}`);
});

test("a life in which what completes despite its cancel is undone, whatever happens to requests and runs", async (t) => {
  const census = new Census();
  const numRuns = runsOf(250);
  await fc.assert(anyLifeUndone(census), { numRuns });
  t.diagnostic(`${numRuns} lives: ${census.text}`);
});
