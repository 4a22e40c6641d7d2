import assert from "node:assert/strict";
import { test } from "node:test";
import { ErrorHook, RunError } from "@pulumi/pulumi";
import { checkCli, checkSdk, type HookSdk } from "#src/hooks/requirements.js";
import { assertMessage } from "../support/golden.js";

test("an SDK from 3.245 on is accepted", () => {
  for (const version of ["3.245.0", "3.276.0", "4.0.0", "3.300.0-alpha.1"]) {
    checkSdk({ version, ErrorHook });
  }
});

test("an SDK without error hooks, or that loses them, is refused", (t) => {
  for (const sdk of [
    { version: "3.142.0" },
    { version: "3.244.9", ErrorHook },
    { version: "2.300.0", ErrorHook },
  ]) {
    assert.throws(() => checkSdk(sdk), RunError);
  }
  assert.throws(
    () => checkSdk({ version: "3.142.0" }),
    ({ message }: Error) => {
      assertMessage(t, "old SDK", message);
      return true;
    },
  );
});

/** An SDK on whose question the CLI answers with this error. */
function answering(error: object): HookSdk {
  return { version: "3.276.0", requirePulumiVersion: () => Promise.reject(error) };
}

test("an old CLI is refused, whether it compares its version or not", async (t) => {
  const unsatisfied = Object.assign(new Error("9 FAILED_PRECONDITION: Pulumi CLI version 3.243.0"), {
    code: 9,
  });
  await assert.rejects(checkCli(answering(unsatisfied)), ({ message }: Error) => {
    assertMessage(t, "old CLI", message);
    return true;
  });
  await assert.rejects(checkCli(answering(new Error("The CLI does not support this"))), RunError);
});

test("a newer CLI is asked for the version from which it calls hooks for every error", async () => {
  const ranges: string[] = [];
  await checkCli({
    version: "3.276.0",
    requirePulumiVersion: async (range) => void ranges.push(range),
  });
  assert.deepEqual(ranges, [">=3.244.0"]);
});

test("a CLI that is about to end is not refused", async () => {
  await checkCli(answering(Object.assign(new Error("14 UNAVAILABLE"), { code: 14 })));
});
