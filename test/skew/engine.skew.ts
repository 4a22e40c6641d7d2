import { test } from "node:test";
import { assertPasses } from "./passes.js";
import { oldestNode, oldestSdk } from "./versions.js";

test(`the CLI lives a program with SDK ${oldestSdk.version} on Node.js ${oldestNode.version} from up to destroy`, () =>
  assertPasses("engine/packed", { sdk: oldestSdk, node: oldestNode }));
