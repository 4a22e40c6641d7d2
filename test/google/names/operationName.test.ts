import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findService } from "#src/google/catalog/catalog.js";
import { isUsableName, type NameContext, readOperationName } from "#src/google/names/operationName.js";
import { readRequestPath } from "#src/google/names/resourceName.js";
import { assertMessage } from "../../support/golden.js";

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

test("edge case 45: what is more or less than a name is refused with the way out", (t) => {
  assertMessage(t, "a URL", reasonAgainst(`https://alloydb.googleapis.com/v1beta/${name}`));
  assertMessage(t, "a slash before it", reasonAgainst(`/${name}`));
  assertMessage(t, "another host", reasonAgainst(`//datastore.googleapis.com/${name}`));
  assertMessage(t, "another host than a stranger's", reasonAgainst(`//evil.example/${name}`, stranger));
  assertMessage(t, "a method", reasonAgainst(`${name}:cancel`));
  assertMessage(t, "a version", reasonAgainst(`v1beta/${name}`));
  assertMessage(t, "a slash behind it", reasonAgainst(`${name}/`));
  assertMessage(t, "nothing", reasonAgainst(""));
});

test("edge case 45: a name that fits no pattern is answered with the nearest patterns", (t) => {
  const reason = reasonAgainst("projects/p/operations/o");
  assert.match(reason, / projects\/\*\/locations\/\*\/operations\/\*\.$/);
  assertMessage(t, "the only pattern", reason);
  const dataStore = "projects/p/locations/global/dataStores/d/branch/0/operations/o";
  const ofDataStore = reasonAgainst(dataStore, contextOf("discoveryengine", "v1"));
  assert.match(ofDataStore, / projects\/\*\/locations\/\*\/dataStores\/\*\/branches\/\*\/operations\/\* or /);
  assertMessage(t, "the nearest patterns", ofDataStore);
});

test("a host that the catalog doesn't know takes any well-formed name", () => {
  assert.deepEqual(readOperationName("jobs/1", stranger), { ok: true, value: "jobs/1" });
});

test("edge case 46: what would change the URL is refused", (t) => {
  const attacks: [situation: string, name: string][] = [
    ["two dots", "projects/p/locations/l/../../q/operations/o"],
    ["a dot", "projects/p/locations/./operations/o"],
    ["a query", `${name}?alt=media`],
    ["a fragment", `${name}#x`],
    ["an encoded slash", "projects/p/locations/l/operations/a%2Fb"],
    ["encoded dots", "projects/p/locations/l/operations/%2e%2e"],
    ["a backslash", "projects/p/locations/l/operations/a\\b"],
    ["a line break", "projects/p/locations/l/operations/a\r\nHost: x"],
    ["a space", "projects/p/locations/l/operations/a b"],
    ["a no-break space", "projects/p/locations/l/operations/a\u00a0b"],
    ["an empty segment", "projects/p/locations//operations/o"],
    ["a letter beyond ASCII", "projects/p/locations/l/operations/ö"],
    ["half a surrogate pair", "projects/p/locations/l/operations/\ud800"],
  ];
  for (const [situation, attack] of attacks) {
    assert.equal(reasonAgainst(attack), reasonAgainst(attack, stranger));
    assertMessage(t, situation, reasonAgainst(attack));
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
