import { test } from "node:test";
import { assertPasses } from "./passes.js";
import { newestNode, oldestNode } from "./versions.js";

for (const node of [oldestNode, newestNode]) {
  test(`the client works against the emulator on Node.js ${node.version}`, () =>
    assertPasses("client/{operationsClient,list}", { node }));

  test(`credentials are exchanged on Node.js ${node.version}`, () =>
    assertPasses("google/auth/credentials*", { node }));
}
