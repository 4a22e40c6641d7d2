import { writeFileSync } from "node:fs";
import { edgeCaseTests, readTable, tableFile, withTests } from "./edgeCases.js";

writeFileSync(tableFile, withTests(readTable(), edgeCaseTests()));
