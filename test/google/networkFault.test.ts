import assert from "node:assert/strict";
import { test } from "node:test";
import { credentialsFault, networkFault } from "#src/google/networkFault.js";

const request = "POST https://alloydb.googleapis.com/v1/x";

/** An error as the HTTP libraries wrap it. */
function wrapped(code: string, message = "it broke"): Error {
  const url = "https://alloydb.googleapis.com/v1/x?requestId=geheim";
  const inner = Object.assign(new Error(`request to ${url} failed, reason: ${message}`), { code });
  return Object.assign(new Error(inner.message, { cause: inner }), { code });
}

test("edge case 27: only what failed before a connection stood can't have arrived", () => {
  const neverArrived = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "PROXY_REFUSED", "CERT_HAS_EXPIRED"];
  for (const code of neverArrived) {
    assert.deepEqual(networkFault(request, wrapped(code), true), {
      kind: "network",
      request,
      code,
      message: "it broke",
      mayHaveArrived: false,
    });
  }
  for (const code of [
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "EHOSTUNREACH",
    "ERR_STREAM_PREMATURE_CLOSE",
    "HPE_INVALID_CONSTANT",
  ]) {
    assert.equal(networkFault(request, wrapped(code), true).mayHaveArrived, true);
    assert.equal(networkFault(request, wrapped(code), false).mayHaveArrived, false);
  }
});

test("edge case 65: a message holds neither query nor token", () => {
  const texts = [
    "https://a.example/x?token=geheim refused",
    "sent Bearer geheim.geheim",
    "access_token=geheim",
  ];
  for (const text of texts) {
    assert.doesNotMatch(networkFault(request, new Error(text), true).message, /geheim/);
    assert.doesNotMatch(credentialsFault(request, new Error(text)).message, /geheim/);
  }
});

test("anything thrown makes a fault", () => {
  for (const thrown of [undefined, null, "text", 7, {}, { code: 7, message: 7 }, new Error("")]) {
    const { code, message, mayHaveArrived } = networkFault(request, thrown, true);
    assert.deepEqual([code, message, mayHaveArrived], ["UNKNOWN", "The request failed.", true]);
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
    [...passing, ...lasting].map((error) => credentialsFault(request, error).transient),
    [true, true, true, true, false, false, false, false, false],
  );
});
