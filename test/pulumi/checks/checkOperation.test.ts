import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { readEnvironment } from "#src/google/settings/settings.js";
import { checkOperation } from "#src/pulumi/checks/checkOperation.js";
import { assertMessage } from "../../support/golden.js";
import { operationName } from "../../support/modelService.js";
import {
  checkFailures,
  inputsOf,
  operationId,
  ProviderScene,
  startPath,
} from "../../support/providerScene.js";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const good: [what: string, inputs: JsonObject][] = [
  ["a start", inputsOf()],
  ["an adoption", inputsOf({ operationName })],
  ["an adoption by full resource name", inputsOf({ operationName: operationId })],
  ["a service by host", inputsOf({ service: "alloydb.googleapis.com" })],
  ["a service by regional host", inputsOf({ service: "alloydb.us-central1.rep.googleapis.com" })],
  [
    "a host that the catalog doesn't know, with its version",
    inputsOf({ service: "private.example.com", apiVersion: "v1" }),
  ],
  [
    "every setting",
    inputsOf({
      apiVersion: "v1",
      triggers: [1, { a: null }],
      waitFor: "done",
      onDelete: "abandon",
      onInterrupt: "leave",
      whenCancelUnsupported: "fail",
      whenCompletedDespiteCancel: "fail",
      timeouts: { create: "1h30m", delete: "90s", request: "250ms" },
      endpoint: "https://proxy.example/alloydb",
      quotaProject: "payer",
      impersonateServiceAccount: "deployer@p.iam.gserviceaccount.com",
      impersonateServiceAccountDelegates: [
        "relay@p.iam.gserviceaccount.com",
        "projects/-/serviceAccounts/relay@p.iam.gserviceaccount.com",
      ],
    }),
  ],
  ["an http endpoint on loopback", inputsOf({ endpoint: "http://127.0.0.1:8080/alloydb" })],
  ["null for what is left out", inputsOf({ triggers: null, timeouts: { create: null }, waitFor: null })],
  [
    "edge case 47: (default), =, ~, +, @ in ids",
    inputsOf({
      service: "firestore.googleapis.com",
      apiVersion: "v1",
      operationName: "projects/p/databases/(default)/operations/a=b~c+d@e",
    }),
  ],
];
for (const [what, inputs] of good) {
  test(`${what}: passes`, async () => {
    assert.deepEqual(await checkFailures(inputs), []);
  });
}

test("what passes comes back as it was given", async () => {
  const inputs = inputsOf({ triggers: [1] });
  const result = await new ProviderScene().provider.check?.({}, inputs);
  assert.deepEqual(result?.inputs, inputsOf({ triggers: [1] }));
});

const unknown: [what: string, inputs: JsonObject][] = [
  ...[
    "service",
    "apiVersion",
    "start",
    "triggers",
    "timeouts",
    "endpoint",
    "quotaProject",
    "waitFor",
    "onDelete",
  ].map((key): [string, JsonObject] => [key, inputsOf({ [key]: UNKNOWN })]),
  ["an account to act as", inputsOf({ impersonateServiceAccount: UNKNOWN })],
  [
    "a delegate",
    inputsOf({
      impersonateServiceAccount: "a@p.iam.gserviceaccount.com",
      impersonateServiceAccountDelegates: [UNKNOWN],
    }),
  ],
  ["operationName", inputsOf({ operationName: UNKNOWN })],
  ["a timeout", inputsOf({ timeouts: { delete: UNKNOWN } })],
];
for (const [what, inputs] of unknown) {
  test(`what isn't known yet is taken to be right: ${what}`, async () => {
    assert.deepEqual(await checkFailures(inputs), []);
  });
}

const bad: [what: string, inputs: JsonObject, property: string][] = [
  ["unknown service", inputsOf({ service: "aloydb" }), "service"],
  ["no service", withoutKey("service"), "service"],
  ["a service that is no text", inputsOf({ service: 5 }), "service"],
  ["an empty service", inputsOf({ service: "" }), "service"],
  ["unknown version", inputsOf({ apiVersion: "v9" }), "apiVersion"],
  ["unknown host without version", inputsOf({ service: "private.example.com" }), "apiVersion"],
  ["neither start nor name", withoutKey("start"), "start"],
  ["both", inputsOf({ start: { path: startPath }, operationName }), "start"],
  ["a name of no operation", inputsOf({ operationName: "projects/p/clusters/c" }), "operationName"],
  ["edge case 45: a URL", inputsOf({ operationName: `https://h/v1/${operationName}` }), "operationName"],
  ["edge case 45: a leading slash", inputsOf({ operationName: `/${operationName}` }), "operationName"],
  [
    "edge case 45: a trailing :cancel",
    inputsOf({ operationName: `${operationName}:cancel` }),
    "operationName",
  ],
  ["edge case 45: a version prefix", inputsOf({ operationName: `v1/${operationName}` }), "operationName"],
  [
    "edge case 45: another service's host",
    inputsOf({ operationName: `//x.googleapis.com/${operationName}` }),
    "operationName",
  ],
  ["edge case 46: .. in a name", inputsOf({ operationName: "projects/p/../operations/o" }), "operationName"],
  ["a misspelt property", inputsOf({ onDelet: "wait" }), "onDelet"],
  ["a property of nothing", inputsOf({ toString: "x" }), "toString"],
  ["triggers that are no list", inputsOf({ triggers: "a" }), "triggers"],
  ["http off loopback", inputsOf({ endpoint: "http://proxy.example" }), "endpoint"],
  ["an endpoint that is no URL", inputsOf({ endpoint: "proxy" }), "endpoint"],
  ["a quota project that is none", inputsOf({ quotaProject: "a b" }), "quotaProject"],
  [
    "an account without a domain",
    inputsOf({ impersonateServiceAccount: "deployer" }),
    "impersonateServiceAccount",
  ],
  [
    "delegates without an account",
    inputsOf({ impersonateServiceAccountDelegates: ["relay@p.iam.gserviceaccount.com"] }),
    "impersonateServiceAccountDelegates",
  ],
  [
    "delegates that are no list",
    inputsOf({
      impersonateServiceAccount: "a@p.iam.gserviceaccount.com",
      impersonateServiceAccountDelegates: "relay@p.iam.gserviceaccount.com",
    }),
    "impersonateServiceAccountDelegates",
  ],
  [
    "a delegate that is no account",
    inputsOf({
      impersonateServiceAccount: "a@p.iam.gserviceaccount.com",
      impersonateServiceAccountDelegates: ["relay"],
    }),
    "impersonateServiceAccountDelegates",
  ],
  ["triggers of an adopted operation", inputsOf({ operationName, triggers: [1] }), "triggers"],
  [
    "a path with an undefined part",
    inputsOf({ start: { path: `projects/${undefined}/locations/l/clusters/c:export` } }),
    "start.path",
  ],
  ["timeouts that are no object", inputsOf({ timeouts: "5m" }), "timeouts"],
  ["a timeout of nothing", inputsOf({ timeouts: { update: "5m" } }), "timeouts.update"],
  [
    "a timeout named like what every object has",
    inputsOf({ timeouts: { toString: "5m" } }),
    "timeouts.toString",
  ],
  ...durations("5", "", "-5s", "0s", "soon", 5, true).map((value): [string, JsonObject, string] => [
    `a duration that is none: ${JSON.stringify(value)}`,
    inputsOf({ timeouts: { delete: value } }),
    "timeouts.delete",
  ]),
  ...["waitFor", "onDelete", "onInterrupt", "whenCancelUnsupported", "whenCompletedDespiteCancel"].map(
    (key): [string, JsonObject, string] => [
      `a word that ${key} doesn't know`,
      inputsOf({ [key]: "never" }),
      key,
    ],
  ),
];
for (const [what, inputs, property] of bad) {
  test(`${what}: refused with property and reason`, async (t) => {
    const failures = await checkFailures(inputs);
    assert.equal(failures.length, 1, failures.join("\n"));
    assert.equal(failures[0]?.split(": ")[0], property);
    assertMessage(t, what, failures[0] ?? "");
  });
}

test("everything that is wrong is told at once", async () => {
  const failures = await checkFailures(
    inputsOf({ service: "nope", onDelete: "never", timeouts: { create: "x" }, extra: 1 }),
  );
  assert.deepEqual(
    failures.map((failure) => failure.split(":")[0]),
    ["extra", "onDelete", "timeouts.create", "service"],
  );
});

function durations(...values: JsonValue[]): JsonValue[] {
  return values;
}

function withoutKey(key: string): JsonObject {
  const { [key]: _, ...rest } = inputsOf();
  return rest;
}

test("a refusal quotes no value if an argument is secret", async () => {
  const inputs = inputsOf({
    onDelete: "HUSH",
    endpoint: "HUSH",
    quotaProject: 7,
    timeouts: { create: "HUSH" },
    triggers: { HUSH: "HUSH" },
    start: { path: "projects/HUSH x", query: "HUSH" },
  });
  const shown = await checkFailures(inputs);
  assert.equal(shown.filter((text) => text.includes("HUSH")).length, 4, shown.join("\n"));
  const hidden = await checkFailures({ ...inputs, __secret: true });
  assert.equal(hidden.length, shown.length);
  const choices =
    'onDelete: must be one of "cancelAndWait", "cancel", "wait", "abandon", not the value given';
  assert.ok(hidden.includes(choices), hidden.join("\n"));
  assert.deepEqual(
    hidden.filter((text) => text.includes("HUSH")),
    [],
  );
});

test("a check with warnings resolves the service once", () => {
  const google = readEnvironment({});
  assert.ok(google.ok);
  let resolutions = 0;
  const value = {
    ...google.value,
    customEndpoint: () => {
      resolutions += 1;
      return undefined;
    },
  };
  const inputs = inputsOf({ service: "run", start: { path: "projects/p/locations/l/services" } });
  const { failures, warnings } = checkOperation(inputs, { ok: true, value });
  assert.deepEqual([failures.length, warnings.length, resolutions], [0, 1, 1]);
});
