import { writeFileSync } from "node:fs";
import path from "node:path";
import { edgeCaseTable, edgeCaseTests, TABLE_FILE } from "./edgeCaseTable.js";
import { packageRoot } from "./support/providerProject.js";

writeFileSync(path.join(packageRoot, TABLE_FILE), edgeCaseTable(edgeCaseTests().tests));
