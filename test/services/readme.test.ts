import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { alloydb, cloudaicompanion, datafusion, datastore, discoveryengine } from "pulumi-gcp-lro";
import { packageFolder } from "../package/userProject.js";

const readme = readFileSync(path.join(packageFolder, "README.md"), "utf8");
const [, section = ""] = readme.split("\n## Recipes\n");
const namespaces = { alloydb, cloudaicompanion, datafusion, datastore, discoveryengine };

for (const [service, recipes] of Object.entries(namespaces)) {
  test(`the README's table of recipes has every one of ${service}`, () => {
    const [, row = ""] = new RegExp(`^\\| \`${service}\` \\|(.*)$`, "m").exec(section) ?? [];
    const named = [...row.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
    const others = ["cancellable"];
    assert.deepEqual(named.filter((name) => !others.includes(name)).sort(), Object.keys(recipes).sort());
  });
}
