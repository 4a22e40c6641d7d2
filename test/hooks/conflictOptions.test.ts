import assert from "node:assert/strict";
import { test } from "node:test";
import { output, RunError } from "@pulumi/pulumi";
import fc from "fast-check";
import { PassThroughClient } from "google-auth-library";
import {
  type ConflictOptions,
  haveSameCredentials,
  hookName,
  readConflictOptions,
} from "#src/hooks/conflictOptions.js";
import { assertMessage } from "../support/golden.js";

function nameOf(options: ConflictOptions): string {
  return hookName(readConflictOptions(options));
}

test("names don't change between versions: states have them", () => {
  assert.deepEqual(
    [
      {},
      { onDelete: "wait" as const, onUpdate: "cancelAndWait" as const, timeout: "90m" },
      { client: { quotaProject: "p", endpoint: "https://example.com/a", scopes: ["x"] } },
    ].map(nameOf),
    [
      "gcp-lro:resolveConflicts",
      "gcp-lro:resolveConflicts?onDelete=wait&onUpdate=cancelAndWait&timeout=1h30m",
      "gcp-lro:resolveConflicts?client.endpoint=https%3A%2F%2Fexample.com%2Fa&client.quotaProject=p&client.scopes=%5B%22x%22%5D",
    ],
  );
});

test("equal options have one name, in whatever order and whether defaults are given or not", () => {
  assert.equal(nameOf({ onDelete: "cancelAndWait", timeout: "1800s", client: {} }), nameOf({}));
  assert.equal(
    nameOf({ client: { quotaProject: "p", project: "q" } }),
    nameOf({ client: { project: "q", quotaProject: "p" } }),
  );
});

const policy = fc.constantFrom("cancelAndWait" as const, "wait" as const);
const anyOptions = fc.record({
  onDelete: policy,
  onUpdate: policy,
  onCreate: policy,
  timeout: fc.integer({ min: 1, max: 7200 }).map((seconds) => `${seconds}s`),
  client: fc.record({
    quotaProject: fc.string(),
    requestReason: fc.stringMatching(/^[!-~]{1,8}$/),
    endpoint: fc.domain().map((host) => `https://${host}`),
  }),
});

test("different options have different names", () => {
  fc.assert(
    fc.property(anyOptions, anyOptions, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      assert.equal(nameOf(one) === nameOf(other), isSame);
    }),
  );
});

test("a name has no credentials", () => {
  const externalCredentials = {
    audience: "hidden-1",
    serviceAccountEmail: "hidden-2",
    identityToken: "hidden-3",
  };
  for (const client of [
    { accessToken: "hidden-4" },
    { credentials: '{"private_key":"hidden-5"}' },
    { externalCredentials },
    { authClient: new PassThroughClient() },
  ]) {
    assert.equal(nameOf({ client }), nameOf({}));
  }
});

test("credentials tell options of one name apart", () => {
  const same = (one: ConflictOptions, other: ConflictOptions): boolean =>
    haveSameCredentials(readConflictOptions(one), readConflictOptions(other));
  const authClient = new PassThroughClient();
  assert.ok(same({}, {}));
  assert.ok(same({ client: { authClient } }, { client: { authClient } }));
  assert.ok(same({ client: { accessToken: "a" } }, { client: { accessToken: "a" } }));
  assert.ok(!same({ client: { authClient } }, { client: { authClient: new PassThroughClient() } }));
  assert.ok(!same({ client: { accessToken: "a" } }, { client: { accessToken: "b" } }));
  assert.ok(!same({ client: { accessToken: "a" } }, {}));
});

for (const [title, options] of Object.entries({
  "an unknown option": { onReplace: "wait" },
  "an unknown policy": { onUpdate: "cancel" },
  "a timeout without a unit": { timeout: "30" },
  "a timeout of zero": { timeout: "0s" },
  "a timeout that is an Output": { timeout: output("5m") },
  "options that are null": null,
  "options that are a number": 5,
  "options that are a text": "x",
  "options that are an Output": output({}),
  "a client that is a text": { client: "alloydb" },
  "a client that is a list": { client: [] },
  "a client that is null": { client: null },
  "an unknown setting": { client: { foo: 1 } },
  "a service": { client: { service: "spanner" } },
  "a project that is a number": { client: { project: 5 } },
  "a project that is an Output": { client: { project: output("p") } },
  "a project that is none": { client: { project: "p q" } },
  "scopes with an Output": { client: { scopes: [output("x")] } },
  "an external credential that is a Promise": {
    client: { externalCredentials: { audience: Promise.resolve("x") } },
  },
  "credentials of two kinds": { client: { accessToken: "a", externalCredentials: { audience: "b" } } },
  "an endpoint that is no URL": { client: { endpoint: "x" } },
  "a request timeout of zero": { client: { requestTimeout: "0s" } },
  "a flag that is a text": { client: { userProjectOverride: "true" } },
})) {
  test(`${title} is refused`, (t) => {
    assert.throws(
      () => readConflictOptions(options as ConflictOptions),
      (error: Error) => {
        assert.ok(RunError.isInstance(error));
        assertMessage(t, title, error.message);
        return true;
      },
    );
  });
}
