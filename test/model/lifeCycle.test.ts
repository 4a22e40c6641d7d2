import { test } from "node:test";
import fc from "fast-check";
import { anyLife } from "./lifeCycle.js";
import { runsOf } from "./runs.js";

const runs = runsOf(500);

test("a resource's life, whatever happens to its requests, its runs and its process", async (t) => {
  const begin = performance.now();
  await fc.assert(anyLife, { numRuns: runs });
  t.diagnostic(`${runs} lives in ${Math.round(performance.now() - begin)} ms`);
});
