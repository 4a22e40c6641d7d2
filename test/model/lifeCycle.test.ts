import { test } from "node:test";
import fc from "fast-check";
import { Census } from "./census.js";
import { exploration } from "./exploration.js";
import { anyLife, anyLifeUndone } from "./lifeCycle.js";

test("a resource's life, whatever happens to its requests, its runs, its process and its journal", async (t) => {
  const census = new Census();
  const explored = exploration(400);
  await fc.assert(anyLife(census), explored);
  t.diagnostic(`${explored.numRuns} lives: ${census.text}`);
});

test("a life in which what completes despite its cancel is undone, whatever happens to requests and runs", async (t) => {
  const census = new Census();
  const explored = exploration(250);
  await fc.assert(anyLifeUndone(census), explored);
  t.diagnostic(`${explored.numRuns} lives: ${census.text}`);
});
