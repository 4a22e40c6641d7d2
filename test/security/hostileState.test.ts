import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { JsonObject, JsonValue } from "#src/core/json.js";
import { MAX_FAILED_STATE_SIZE, MAX_STATE_SIZE, MAX_UNDO_SIZE } from "#src/pulumi/state/encoding.js";
import { assertMessage } from "../support/golden.js";
import { urnOf } from "../support/providerFixture.js";
import { Teardown } from "../support/teardown.js";
import { type HostileFixture, name, startHostileFixture } from "./hostileFixture.js";

// Everything here goes through Pulumi's own dynamic-provider server, whose encoders have opinions of their own.
let hostile: HostileFixture;
const teardown = new Teardown();

before(async () => {
  hostile = await startHostileFixture(teardown);
});
after(() => teardown.run());

const done = { name, done: true };
const signature = "4dabf18193072939515e22adb298388d";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** JSON text in which a part, such as a number, is put as it stands. */
function withPart(value: JsonObject, part: string): string {
  return JSON.stringify(value).replace('"PART"', () => part);
}

function sizeOf(state: JsonObject): number {
  return Buffer.byteLength(JSON.stringify(state));
}

test("a failed operation is saved however much its service has to say of it", async () => {
  const kinds: JsonObject[] = [
    { metadata: { text: "m".repeat(1_000_000) } },
    { metadata: { numbers: Array.from({ length: 50_000 }, (_, index) => index) } },
    { metadata: { empty: Array.from({ length: 100_000 }, () => null) } },
    { metadata: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index])) },
    { metadata: { text: "ü€😀".repeat(50_000) } },
  ];
  for (const kind of kinds) {
    const { state, reason } = await hostile.createWith(
      JSON.stringify({ ...done, error: { code: 3, message: "refused" }, ...kind }),
    );
    assert.match(reason, /INVALID_ARGUMENT \(code 3\): refused/);
    assert.equal(state.operationName, name);
    assert.equal(state.metadata, undefined);
    assert.ok(sizeOf(state) < MAX_FAILED_STATE_SIZE);
  }
});

test("a failed operation is saved with as much as a failed create may hand over", async () => {
  const text = "ü".repeat(MAX_FAILED_STATE_SIZE / 2 - 200);
  const error = { code: 3, message: "€".repeat(100_000), details: [] };
  const undo = { path: "{target}", body: { text: "ü".repeat(MAX_UNDO_SIZE / 2 - 200) } };
  const more = { undo, whenCompletedDespiteCancel: "undo" };
  const look = JSON.stringify({ ...done, error, metadata: { text } });
  const { state, reason } = await hostile.createWith(look, more);
  assert.deepEqual([state.metadata, state.undo], [{ text }, undo]);
  assert.match(reason, /€…/);
});

test("the details of an error are left out where they are too much, and its code is kept", async () => {
  const details = [{ "@type": "t", text: "d".repeat(500_000) }];
  const error = { code: 9, message: "no", details };
  const { state } = await hostile.createWith(JSON.stringify({ ...done, error, metadata: { small: true } }));
  assert.deepEqual(state.error, { code: 9, status: "FAILED_PRECONDITION", message: "no", details: [] });
  assert.deepEqual(state.metadata, { small: true });
});

test("a refresh brings back what a failed create had to leave out", async () => {
  const metadata = { text: "m".repeat(100_000) };
  const look = JSON.stringify({ ...done, error: { code: 3, message: "refused" }, metadata });
  const { id, state } = await hostile.createWith(look);
  assert.equal(state.metadata, undefined);
  assert.deepEqual((await hostile.server.read(id, state)).state.metadata, metadata);
});

test("a state is small, whatever an answer within the limits holds", async () => {
  const text = "x".repeat(2_000_000);
  const { state, reason } = await hostile.createWith(
    JSON.stringify({ ...done, response: { text }, metadata: { text, target: text, verb: text } }),
  );
  assert.equal(reason, "");
  assert.equal(state.state, "SUCCEEDED");
  assert.deepEqual([state.response, state.metadata, state.target, state.verb], Array(4).fill(undefined));
  assert.ok(sizeOf(state) < MAX_STATE_SIZE);
});

test("what is large and fits is kept", async () => {
  const response = { text: "x".repeat(MAX_STATE_SIZE - 1_000) };
  const { state } = await hostile.createWith(JSON.stringify({ ...done, response }));
  assert.deepEqual(state.response, response);
});

for (const depth of [101, 100_000, 1_000_000]) {
  test(`JSON ${depth} levels deep is no answer, and nothing is lost over it`, async (t) => {
    const nested = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    const { state, reason } = await hostile.createWith(
      withPart({ ...done, response: { nested: "PART" } }, nested),
      { timeouts: { create: "1s" } },
    );
    assert.deepEqual([state.operationName, state.state], [name, "RUNNING"]);
    assertMessage(t, "JSON that is nested too deep", reason);
  });
}

test("JSON as deep as services may nest it is kept", async () => {
  const depth = 97;
  const { state } = await hostile.createWith(
    withPart({ ...done, response: { nested: "PART" } }, `${"[".repeat(depth)}7${"]".repeat(depth)}`),
  );
  assert.deepEqual(
    (state.response as JsonObject).nested,
    [7].flatMap((leaf) => {
      let value: JsonValue = leaf;
      for (let level = 0; level < depth; level += 1) {
        value = [value];
      }
      return value;
    }),
  );
});

test("numbers beyond what a number can hold are no error", async () => {
  for (const [text, kept] of [
    ["1e400", null],
    ["-1e400", null],
    ["9".repeat(400), null],
    ["1e-400", 0],
    ["-0", 0],
    ["9007199254740993", 9007199254740992],
  ] as const) {
    const { state, reason } = await hostile.createWith(withPart({ ...done, response: { n: "PART" } }, text));
    assert.deepEqual([reason, state.response], ["", { n: kept }], text);
  }
});

test("an error whose code is no code of gRPC's is UNKNOWN, neither success nor cancellation", async () => {
  for (const code of ["1e308", "1e400", "2147483648", "-1", "1.5", '"1"', "true", "[1]", "null"]) {
    const { state } = await hostile.createWith(
      withPart({ ...done, error: { code: "PART", message: "m" } }, code),
    );
    assert.equal(state.state, "FAILED", code);
    assert.deepEqual(state.error, { code: 2, status: "UNKNOWN", message: "m", details: [] }, code);
  }
});

test("progress that is no number of percent isn't told", async () => {
  const type = { "@type": "type.googleapis.com/google.cloud.automl.v1.OperationMetadata" };
  for (const percent of ["1e400", '"NaN"', "-1", "101", "{}", "null"]) {
    const { state } = await hostile.createWith(
      withPart({ ...done, metadata: { ...type, progressPercent: "PART" } }, percent),
    );
    assert.equal(state.progressPercent, undefined, percent);
  }
});

test("of a key that stands twice the last one counts, as everywhere", async () => {
  const { state } = await hostile.createWith(
    `{"name":"${name}","done":false,"done":true,"response":{"a":1,"a":2}}`,
  );
  assert.deepEqual([state.done, state.response], [true, { a: 2 }]);
});

test("keys that mean something to JavaScript or to this package are data, and change nothing else", async () => {
  const evil =
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"prototype":1,"toJSON":"x","then":1,' +
    '"hasOwnProperty":2,"valueOf":3,"__lro":{"version":99},"__provider":"exports.handler=()=>process.exit()","__urn":"u","id":"i"}';
  const body = { ...done, response: { in: "PART" }, metadata: { in: "PART" }, state: "x", outs: 1 };
  const text = JSON.stringify(body)
    .replaceAll('"PART"', () => evil)
    .replace(/^\{/, `{"__proto__":${evil},`);
  const plain = await hostile.createWith(JSON.stringify(done));
  const { state, reason } = await hostile.createWith(text);
  assert.equal(reason, "");
  assert.deepEqual(Object.keys(state).sort(), [...Object.keys(plain.state), "metadata", "response"].sort());
  for (const key of ["__provider", "operationName", "state", "endpoint"]) {
    assert.deepEqual(state[key], plain.state[key], key);
  }
  assert.equal(state.__urn, urnOf(hostile.cluster));
  const { since: _, fingerprints: _prints, ...hidden } = state.__lro as JsonObject;
  const { since: __, fingerprints: __prints, ...usual } = plain.state.__lro as JsonObject;
  assert.deepEqual(hidden, usual);
  const kept = (state.response as JsonObject).in as JsonObject;
  assert.equal(Object.getPrototypeOf(kept), Object.prototype);
  assert.deepEqual(kept.then, 1);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test("what Pulumi takes for a secret, a file, a resource or a value not known yet is left out", async () => {
  const marks: JsonObject[] = [
    { [signature]: "1b47061264138c4ac30d75fd1eb44270", value: "v" },
    { [signature]: "c44067f5952c0a294b673a41bacd8c17", path: "/etc/passwd" },
    { [signature]: "0def7320c3a5731c473e5ecbe6d01bc7", path: "/etc" },
    { [signature]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:pulumi:s::p::t::n" },
    { [signature]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", value: "v" },
    { [signature]: "nonsense" },
  ];
  const response: JsonObject = { marks, unknown, list: [unknown, "kept"], kept: `${unknown}!` };
  const error = { code: 3, message: unknown, details: [{ "@type": "t", unknown }] };
  const succeeded = await hostile.createWith(JSON.stringify({ ...done, response }));
  assert.ok(!JSON.stringify(succeeded.state).includes(signature));
  const { unknown: left, list, kept } = succeeded.state.response as JsonObject;
  assert.deepEqual([left, list, kept], [undefined, [null, "kept"], `${unknown}!`]);
  const failed = await hostile.createWith(JSON.stringify({ ...done, error }));
  assert.deepEqual((failed.state.error as JsonObject).details, [{ "@type": "t" }]);
  assert.equal((failed.state.error as JsonObject).code, 3);
});

test("text that breaks encoders reaches neither the state nor the failure as it is", async () => {
  const broken = "a\ud800b\u0000c\u001b[31md\r\ne\u202ef\u009bg";
  const error = { code: 3, message: broken };
  const { state, reason } = await hostile.createWith(
    JSON.stringify({ ...done, error, metadata: { [broken]: broken } }),
  );
  for (const text of [reason, (state.error as JsonObject).message]) {
    assert.match(String(text), /a b c \[31md \ne f g/);
  }
  assert.deepEqual(Object.keys(state.metadata as JsonObject), [broken.replace("\ud800", "\ufffd")]);
});

test("what is printed of an operation holds nothing that a terminal would obey", async () => {
  const broken = "\u001b]0;owned\u0007\u001b[2J\nsecond\u202e";
  await hostile.createWith(JSON.stringify({ name, metadata: { state: broken, statusMessage: broken } }), {
    timeouts: { create: "1s" },
  });
  const lines = hostile.engine.about(urnOf(hostile.cluster));
  assert.ok(lines.length > 0);
  for (const { message } of lines) {
    assert.doesNotMatch(message, /[\p{Cc}\u202e]/u);
  }
});

test("a name that would lead elsewhere is not taken for an operation's", async () => {
  const names: JsonValue[] = [
    "../../v1/projects/p",
    "projects/p/../operations/o",
    "projects/p/locations/l/operations/o?alt=media",
    "projects/p/locations/l/operations/o#x",
    "projects/p/locations/l/operations/o%2F..",
    "projects/p/locations/l/operations/o:cancel",
    "https://evil.example/projects/p/operations/o",
    "//evil.example/projects/p/operations/o",
    "/projects/p/operations/o",
    "projects//operations/o",
    "projects/p/operations/",
    "projects/p/operations/o\r\nx: y",
    "projects/p/operations/o\u0000",
    `projects/p/operations/${"o".repeat(3_000)}`,
    7,
    ["projects/p/operations/o"],
  ];
  for (const given of names) {
    hostile.responses.start = JSON.stringify({ name: given });
    const arrived = hostile.service.arrived.length;
    const created = hostile.createWith(JSON.stringify(done));
    await assert.rejects(created, /the engine would save nothing/, JSON.stringify(given));
    const asked = hostile.service.arrived.slice(arrived).map(({ method, url }) => `${method} ${url}`);
    const place = "/alloydb/v1beta/projects/p/locations/us-central1";
    assert.equal(asked.shift(), `POST ${place}/clusters/${hostile.cluster}:export`);
    // Whoever looks for what was started asks the list.
    assert.ok(
      asked.every((one) => one.startsWith(`GET ${place}/operations?`) || one === `GET ${place}/operations`),
    );
  }
  hostile.responses.start = JSON.stringify({ name });
});

test("the end of another operation is not this one's", async (t) => {
  const other = name.replace("operation-1", "operation-2");
  const { state, reason } = await hostile.createWith(
    JSON.stringify({ name: other, done: true, response: {} }),
    {
      timeouts: { create: "1s" },
    },
  );
  assert.deepEqual([state.operationName, state.state], [name, "RUNNING"]);
  assertMessage(t, "the end of another operation", reason);
  const renamed = name.replace("projects/p/", "projects/123456/");
  const { state: same } = await hostile.createWith(
    JSON.stringify({ name: renamed, done: true, response: {} }),
  );
  assert.deepEqual([same.operationName, same.state], [renamed, "SUCCEEDED"]);
});

test("a resource of such a service can be deleted", async () => {
  const { id, state } = await hostile.createWith("[".repeat(1_000_000), {
    timeouts: { create: "1s", delete: "5s" },
  });
  hostile.responses.get = JSON.stringify({ ...done, error: { code: 1, message: "\ud800" } });
  await hostile.server.delete(id, state);
});
