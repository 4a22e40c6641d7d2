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

const registered = Promise.resolve();

test("an old CLI is refused, whether it compares its version or not", async (t) => {
  const unsatisfied = Object.assign(new Error("9 FAILED_PRECONDITION: Pulumi CLI version 3.243.0"), {
    code: 9,
  });
  await assert.rejects(checkCli(answering(unsatisfied), registered), ({ message }: Error) => {
    assertMessage(t, "old CLI", message);
    return true;
  });
  await assert.rejects(checkCli(answering(new Error("The CLI does not support this")), registered), RunError);
});

test("a CLI that refuses the registration is refused with one error, whatever it answers about its version", async () => {
  const refusal = new Error("The Pulumi CLI does not support error hooks.");
  const accepting = { version: "3.276.0", requirePulumiVersion: () => Promise.resolve() };
  for (const sdk of [accepting, answering(refusal)]) {
    await assert.rejects(checkCli(sdk, Promise.reject(refusal)), RunError);
  }
});

test("a newer CLI is asked for the version from which it calls hooks for every error", async () => {
  const ranges: string[] = [];
  await checkCli(
    { version: "3.276.0", requirePulumiVersion: async (range) => void ranges.push(range) },
    registered,
  );
  assert.deepEqual(ranges, [">=3.244.0"]);
});

test("a CLI that is about to end is not called too old", async () => {
  const ended = Object.assign(new Error("14 UNAVAILABLE"), { code: 14 });
  await assert.rejects(checkCli(answering(ended), registered), (error) => error === ended);
});
