import assert from "node:assert/strict";
import { test } from "node:test";
import catalog from "#src/google/catalog/catalog.json";
import { CommandScene, lines } from "../commandScene.js";

test("services prints a row for each service of the catalog", async (t) => {
  const command = await CommandScene.open(t);
  const { code, stdout } = await command.run(["services"]);
  assert.equal(code, 0);
  const keys = lines(stdout).map((line) => line.split(" ")[0]);
  assert.deepEqual(keys, ["SERVICE", ...Object.keys(catalog)]);
  assert.match(stdout, /^alloydb +yes +project +v1/m);
  assert.match(stdout, /^spanner +\w+ +resource /m);
});

test("a named service is described, and an unknown one is wrong usage", async (t) => {
  const command = await CommandScene.open(t);
  const { stdout } = await command.run(["services", "alloydb.googleapis.com"]);
  assert.match(stdout, /projects\/\*\/locations\/\*\/operations\/\* {2}\(get, cancel, list, delete\)/);
  const unknown = await command.run(["services", "spaner"]);
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /spanner/);
});

test("--json prints one object for each service", async (t) => {
  const command = await CommandScene.open(t);
  const { json } = await command.run(["services", "datastore", "--json"]);
  assert.deepEqual(
    json().map(({ service, name }) => [service, name]),
    [["datastore", "//datastore.googleapis.com"]],
  );
});
