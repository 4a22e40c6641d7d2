import { test } from "node:test";
import { assertPasses } from "./passes.js";
import { newestNode, newestSdk, oldestNode, oldestSdk } from "./versions.js";

// The newest SDK on the Node.js of the devDependencies is what `npm test` runs.
for (const [sdk, node, files] of [
  [oldestSdk, oldestNode, "*"],
  [newestSdk, newestNode, "{version,configure,lifecycle,failures,interrupt,engineGone,log}"],
  [oldestSdk, newestNode, "{version,lifecycle,interrupt}"],
] as const) {
  test(`the server of Pulumi's SDK ${sdk.version} runs the provider on Node.js ${node.version}`, () =>
    assertPasses(`pulumi/server/${files}`, { sdk, node }));
}
