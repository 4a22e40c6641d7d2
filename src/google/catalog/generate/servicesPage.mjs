/** Writes the table of docs/services.md from ../catalog.json and ../progressTable.json: `npm run docs:services`. A test fails if it is stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { withServicesTable } from "./servicesTable.mjs";

const page = new URL("../../../../docs/services.md", import.meta.url);
const [catalog, progress] = ["../catalog.json", "../progressTable.json"].map((file) =>
  JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")),
);

writeFileSync(page, withServicesTable(readFileSync(page, "utf8"), catalog, progress));
