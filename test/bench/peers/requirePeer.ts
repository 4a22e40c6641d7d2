import { createRequire } from "node:module";
import path from "node:path";
import { packageRoot } from "../../support/providerProject.js";

/** Loads a package of the other clients, which have a package.json of their own. */
export const requirePeer = createRequire(path.join(packageRoot, "test", "bench", "peers", "package.json"));
