import assert from "node:assert/strict";
import { test } from "node:test";
import { credentialsFailure, networkFailure } from "#src/google/http/networkFailure.js";
import { assertMessage } from "../../support/golden.js";

const request = "POST https://alloydb.googleapis.com/v1/x";
const url = new URL("https://alloydb.googleapis.com/v1/x");
const loopback = new URL("http://127.0.0.1:19999/alloydb/v1/x");

/** An error as the HTTP libraries wrap it. */
function wrapped(code: string, message = "it broke"): Error {
  const inner = Object.assign(new Error(`request to ${url}?requestId=geheim failed, reason: ${message}`), {
    code,
  });
  return Object.assign(new Error(inner.message, { cause: inner }), { code });
}

test("edge case 27: only what failed before a connection stood can't have arrived", () => {
  const neverArrived = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "PROXY_REFUSED", "CERT_HAS_EXPIRED"];
  for (const code of neverArrived) {
    const failure = networkFailure(request, { url }, wrapped(code), true);
    assert.deepEqual([failure.code, failure.message, failure.mayHaveArrived], [code, "it broke", false]);
  }
  for (const code of [
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "EHOSTUNREACH",
    "ERR_STREAM_PREMATURE_CLOSE",
    "HPE_INVALID_CONSTANT",
  ]) {
    assert.equal(networkFailure(request, { url }, wrapped(code), true).mayHaveArrived, true);
    assert.equal(networkFailure(request, { url }, wrapped(code), false).mayHaveArrived, false);
  }
});

test("edge case 65: a message holds neither query nor token", () => {
  const texts = [
    "https://a.example/x?token=geheim refused",
    "sent Bearer geheim.geheim",
    "access_token=geheim",
  ];
  for (const text of texts) {
    assert.doesNotMatch(networkFailure(request, { url }, new Error(text), true).message, /geheim/);
    assert.doesNotMatch(credentialsFailure(request, new Error(text)).message, /geheim/);
  }
});

test("anything thrown makes a fault", (t) => {
  for (const thrown of [undefined, null, "text", 7, {}, { code: 7, message: 7 }, new Error("")]) {
    const { code, message, mayHaveArrived } = networkFailure(request, { url }, thrown, true);
    assert.deepEqual([code, mayHaveArrived], ["UNKNOWN", true]);
    assertMessage(t, "anything thrown", message);
  }
});

test("credentials fail for a while where the network or the token endpoint is in trouble", () => {
  const passing = [
    wrapped("ECONNRESET"),
    wrapped("ENOTFOUND"),
    { status: 503 },
    { response: { status: 429 } },
  ];
  const lasting = [
    wrapped("ENOENT"),
    wrapped("EACCES"),
    { status: 400 },
    { response: { status: 403 } },
    new Error("x"),
  ];
  assert.deepEqual(
    [...passing, ...lasting].map((error) => credentialsFailure(request, error).transient),
    [true, true, true, true, false, false, false, false, false],
  );
});

test("a fault of this machine's set-up says which, and what to do", (t) => {
  const cases = {
    SELF_SIGNED_CERT_IN_CHAIN: ["certificate", /NODE_EXTRA_CA_CERTS/],
    DEPTH_ZERO_SELF_SIGNED_CERT: ["certificate", /NODE_EXTRA_CA_CERTS/],
    CERT_HAS_EXPIRED: ["certificate", /clock/],
    ERR_TLS_CERT_ALTNAME_INVALID: ["certificate", /`endpoint`/],
    ENOTFOUND: ["hostName", /`endpoint`/],
    PROXY_REFUSED: ["proxy", /HTTPS_PROXY/],
  } as const;
  for (const [code, [setup, remedy]] of Object.entries(cases)) {
    const ofToken = credentialsFailure(request, wrapped(code));
    assert.equal(ofToken.transient, true);
    for (const failure of [networkFailure(request, { url }, wrapped(code), false), ofToken]) {
      assert.equal(failure.setup, setup);
      assert.match(failure.remedy ?? "", remedy);
      assertMessage(t, `remedy of ${code}`, failure.remedy ?? "");
    }
  }
  for (const code of ["ECONNREFUSED", "ECONNRESET", "EAI_AGAIN", "ETIMEDOUT"]) {
    assert.equal(networkFailure(request, { url }, wrapped(code), false).setup, undefined);
  }
});

test("where nothing listens on this machine, or at the emulator's host, the emulator is to be started", (t) => {
  const remote = new URL("http://emulator:8080/alloydb/v1/x");
  const cases = [
    [{ url: loopback }, "127.0.0.1:19999", "npx gcp-lro emulator --port 19999", "`endpoint`"],
    [
      { url: loopback, toEmulator: true },
      "127.0.0.1:19999",
      "npx gcp-lro emulator --port 19999",
      "GCP_LRO_EMULATOR_HOST",
    ],
    [{ url: remote, toEmulator: true }, "emulator:8080", "Start a server there", "GCP_LRO_EMULATOR_HOST"],
  ] as const;
  for (const [to, host, start, setting] of cases) {
    const failure = networkFailure(request, to, wrapped("ECONNREFUSED"), false);
    assert.equal(failure.setup, "nothingListens");
    assert.ok(failure.message.includes(host));
    assertMessage(t, `${host}, ${setting}`, `${failure.message}. ${failure.remedy}`);
    assert.ok(failure.remedy?.includes(start) && failure.remedy.includes(setting));
  }
  assert.equal(networkFailure(request, { url: remote }, wrapped("ECONNREFUSED"), false).setup, undefined);
});
