import { test } from "node:test";
import fc from "fast-check";
import { exploration } from "./exploration.js";
import { anyLife, anyLifeUndone } from "./lifeCycle.js";
import { Statistics } from "./statistics.js";

test("a resource's life, whatever happens to its requests, its runs, its process and its journal", async (t) => {
  const statistics = new Statistics();
  const explored = exploration(400);
  await fc.assert(anyLife(statistics), explored);
  t.diagnostic(statistics.text);
});

test("a life in which what completes despite its cancel is undone, whatever happens to requests and runs", async (t) => {
  const statistics = new Statistics();
  const explored = exploration(250);
  await fc.assert(anyLifeUndone(statistics), explored);
  t.diagnostic(statistics.text);
});
