import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findService } from "#src/google/catalog/catalog.js";
import { isUsableName, type NameContext, readOperationName } from "#src/google/names/operationName.js";
import { readRequestPath } from "#src/google/names/resourceName.js";

const alloydb: NameContext = contextOf("alloydb", "v1beta");
const stranger: NameContext = { host: "private.example.com", apiVersion: "v1" };
const name = "projects/p/locations/us-central1/operations/operation-1";

function contextOf(key: string, apiVersion: string): NameContext {
  const service = findService(key);
  assert.ok(service);
  return { service, host: service.host, apiVersion };
}

function reasonAgainst(text: string, context = alloydb): string {
  const reading = readOperationName(text, context);
  assert.ok(!reading.ok, `${text} was accepted`);
  return reading.error;
}

test("a name is taken as it is", () => {
  assert.deepEqual(readOperationName(name, alloydb), { ok: true, value: name });
});

test("edge case 45: a full resource name of the same host is made a plain one", () => {
  for (const host of [
    "alloydb.googleapis.com",
    "AlloyDB.googleapis.com",
    "alloydb.us-east1.rep.googleapis.com",
  ]) {
    assert.deepEqual(readOperationName(`//${host}/${name}`, alloydb), { ok: true, value: name });
  }
});

test("edge case 45: what is more or less than a name is refused with the way out", () => {
  assert.match(reasonAgainst(`https://alloydb.googleapis.com/v1beta/${name}`), /is a URL/);
  assert.match(reasonAgainst(`/${name}`), /begins with a slash/);
  assert.match(reasonAgainst(`//datastore.googleapis.com/${name}`), /host is not alloydb\.googleapis\.com/);
  assert.match(reasonAgainst(`//evil.example/${name}`, stranger), /host is not private\.example\.com/);
  assert.match(reasonAgainst(`${name}:cancel`), /ends in the method :cancel/);
  assert.match(reasonAgainst(`v1beta/${name}`), /leave out v1beta\/ and set apiVersion/);
  assert.match(reasonAgainst(`${name}/`), /empty segment/);
  assert.match(reasonAgainst(""), /empty/);
});

test("edge case 45: a name that fits no pattern is answered with the nearest patterns", () => {
  assert.equal(
    reasonAgainst("projects/p/operations/o"),
    "\"projects/p/operations/o\" can't be used as an operation's name. alloydb v1beta has no operations of that " +
      "name. Their names are projects/*/locations/*/operations/*.",
  );
  const dataStore = "projects/p/locations/global/dataStores/d/branch/0/operations/o";
  assert.match(
    reasonAgainst(dataStore, contextOf("discoveryengine", "v1")),
    /Their names are projects\/\*\/locations\/\*\/dataStores\/\*\/branches\/\*\/operations\/\* or .* or .* \(nearest first; 14 more\)\.$/,
  );
});

test("a host that the catalog doesn't know takes any well-formed name", () => {
  assert.deepEqual(readOperationName("jobs/1", stranger), { ok: true, value: "jobs/1" });
});

test("edge case 46: what would change the URL is refused", () => {
  const attacks: [string, RegExp][] = [
    ["projects/p/locations/l/../../q/operations/o", /"\." or "\.\."/],
    ["projects/p/locations/./operations/o", /"\." or "\.\."/],
    [`${name}?alt=media`, /\?/],
    [`${name}#x`, /fragment/],
    ["projects/p/locations/l/operations/a%2Fb", /percent-encoding/],
    ["projects/p/locations/l/operations/%2e%2e", /percent-encoding/],
    ["projects/p/locations/l/operations/a\\b", /backslash/],
    ["projects/p/locations/l/operations/a\r\nHost: x", /control character \(U\+000D\)/],
    ["projects/p/locations/l/operations/a b", /white space \(U\+0020\)/],
    ["projects/p/locations/l/operations/a\u00a0b", /white space \(U\+00A0\)/],
    ["projects/p/locations//operations/o", /empty segment/],
    ["projects/p/locations/l/operations/ö", /U\+00F6/],
    ["projects/p/locations/l/operations/\ud800", /U\+D800/],
  ];
  for (const [attack, reason] of attacks) {
    assert.match(reasonAgainst(attack), reason);
    assert.match(reasonAgainst(attack, stranger), reason);
  }
});

test("edge case 47: (default), =, ~, +, @ and : stay literal", () => {
  for (const literal of [
    "projects/p/databases/(default)/operations/ASA1MTAwNDQxNAgadGx1YWZlZAcSMXRhY0=",
    "a/~+@:b",
  ]) {
    assert.deepEqual(readOperationName(literal, stranger), { ok: true, value: literal });
  }
});

test("messages quote at most a part of what was given, on one line", () => {
  const reason = reasonAgainst(`a\u001b[31m\n${"x".repeat(10_000)}`);
  assert.ok(reason.length < 400);
  assert.ok(![...reason].some((character) => character < " "));
});

test("a request's path may end in a method and hides no version", () => {
  const path = "projects/p/locations/l/clusters/c:export";
  assert.deepEqual(readRequestPath(path), { ok: true, value: path });
  for (const bad of [`v1/${path}`, `/${path}`, "a/../b", "a?b", "https://host/a", ""]) {
    assert.equal(readRequestPath(bad).ok, false, bad);
  }
});

const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.constantFrom(
    "..",
    ".",
    "/",
    "//",
    "\\",
    "%2F",
    "%2e",
    "?",
    "#",
    "@",
    ":",
    ":80",
    "(default)",
    "a",
    "\t",
    ";",
    "//evil.example/",
  ),
);

test("no accepted name or path changes the URL's host or the structure of its path", () => {
  const base = "https://alloydb.googleapis.com/below/v1";
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join("");
      const readings = [readOperationName(text, stranger), readRequestPath(text)];
      const accepted = readings.flatMap((reading) => (reading.ok ? [reading.value] : []));
      for (const path of [...accepted, ...(isUsableName(text) ? [text] : [])]) {
        const url = new URL(`${base}/${path}`);
        assert.equal(url.href, `${base}/${path}`);
        assert.equal(url.pathname.split("/").length, 3 + path.split("/").length);
      }
    }),
    { numRuns: 2000 },
  );
});
