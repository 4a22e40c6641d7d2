import { test } from "node:test";
import { assertPasses } from "./passes.js";
import { newestNode, newestSdk, oldestNode, oldestSdk } from "./versions.js";

// The newest SDK on the Node.js of the devDependencies is what `npm test` runs.
for (const [sdk, node, files] of [
  [oldestSdk, oldestNode, "server*"],
  [newestSdk, newestNode, "server{Version,Configure,Lifecycle,Failures,Interrupt,EngineGone,Log}"],
  [oldestSdk, newestNode, "server{Version,Lifecycle,Interrupt}"],
] as const) {
  test(`the server of Pulumi's SDK ${sdk.version} runs the provider on Node.js ${node.version}`, () =>
    assertPasses(`pulumi/${files}`, { sdk, node }));
}
