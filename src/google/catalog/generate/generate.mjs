/**
 * Makes ../catalog.json: which Google services run long-running operations, how those are named, and how they
 * are read, listed and cancelled. Makes ../serviceKey.ts, the type of the catalog's keys, and ../progressTable.json: where
 * the metadata of operations report progress.
 *
 *   npm run catalog                  makes the files anew
 *   npm run catalog:check            fails if a committed file is not what this script makes
 *   npm run catalog -- --discovery <folder>
 *                                    takes Google's discovery documents into account as well: *.json files as
 *                                    https://www.googleapis.com/discovery/v1/apis lists them
 *
 * It reads the packages `googleapis` and `google-proto-files` that package-lock.json pins, and supplement.json, which is
 * kept by hand. What has to change here when Google's APIs do: the pinned versions, the supplement where it says so, and
 * the constants of progressTable.mjs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { applySupplement } from "./applySupplement.mjs";
import { catalogOf } from "./catalogEntries.mjs";
import { catalogText, serviceKeyText } from "./catalogText.mjs";
import { differences } from "./differences.mjs";
import { mergeApis } from "./mergeApis.mjs";
import { progressTable, progressText } from "./progressTable.mjs";
import { readDiscovery } from "./readDiscovery.mjs";
import { readPackage } from "./readPackage.mjs";

const { values: flags } = parseArgs({
  options: { check: { type: "boolean", default: false }, discovery: { type: "string" } },
});
const file = new URL("../catalog.json", import.meta.url);
const supplement = JSON.parse(readFileSync(new URL("supplement.json", import.meta.url), "utf8"));

const apis =
  flags.discovery === undefined ? readPackage() : mergeApis(readPackage(), readDiscovery(flags.discovery));
const catalog = applySupplement(catalogOf(apis), supplement);
const text = catalogText(catalog);
const others = {
  "serviceKey.ts": serviceKeyText(catalog),
  "progressTable.json": progressText(progressTable(catalog)),
};

if (flags.check) {
  const committed = readFileSync(file, "utf8");
  if (committed !== text) {
    const found = differences(JSON.parse(committed), JSON.parse(text));
    console.error(
      "src/google/catalog/catalog.json is not what generate.mjs makes. Run `npm run catalog` and commit.",
    );
    console.error(found.length === 0 ? "Only its layout differs." : found.join("\n"));
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
}
for (const [name, other] of Object.entries(others)) {
  const otherFile = new URL(`../${name}`, import.meta.url);
  if (!flags.check) {
    writeFileSync(otherFile, other);
  } else if (readFileSync(otherFile, "utf8") !== other) {
    console.error(
      `src/google/catalog/${name} is not what generate.mjs makes. Run \`npm run catalog\` and commit.`,
    );
    process.exitCode = 1;
  }
}
const versions = Object.values(catalog).flatMap((service) => Object.values(service.versions));
const cancelling = versions.filter((version) =>
  Object.values(version.names).some((letters) => letters.includes("c")),
);
console.log(
  `${Object.keys(catalog).length} services, ${versions.length} versions, ${cancelling.length} of them with cancel; ${text.length} bytes.`,
);
