/** Makes the README's table of services anew from ../catalog.json: `npm run readme`. A test says when it is stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { withServicesTable } from "./servicesTable.mjs";

const readme = new URL("../../../README.md", import.meta.url);
const catalog = JSON.parse(readFileSync(new URL("../catalog.json", import.meta.url), "utf8"));

writeFileSync(readme, withServicesTable(readFileSync(readme, "utf8"), catalog));
