import { test } from "node:test";
import fc from "fast-check";
import { exploration } from "./exploration.js";
import { anyLife, anyLifeUndone } from "./lifeCycle.js";
import { Statistics } from "./statistics.js";

test("a resource's life on two machines beside other users, whatever happens to its requests, runs, journals and state", async (t) => {
  const statistics = new Statistics();
  const explored = exploration(800);
  await fc.assert(anyLife(statistics), explored);
  t.diagnostic(statistics.text);
});

test("a life in which what completes despite its cancel is undone, whatever happens to requests and runs", async (t) => {
  const statistics = new Statistics();
  const explored = exploration(500);
  await fc.assert(anyLifeUndone(statistics), explored);
  t.diagnostic(statistics.text);
});
