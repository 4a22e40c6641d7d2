import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "#src/core/json.js";
import { readOperation } from "#src/core/operation.js";

const name = "projects/p/operations/o";
const anything = fc.jsonValue() as fc.Arbitrary<JsonValue>;

describe("readOperation", () => {
  it("edge case 8: done absent is running", () => {
    assert.deepEqual(readOperation({ name }), { name, done: false });
  });

  it("edge case 9: done false is running, whatever metadata, error and response say", () => {
    const metadata = { endTime: "2026-01-01T00:00:00Z", state: "SUCCESSFUL" };
    const body = { name, done: false, metadata, response: {}, error: { code: 1 } };
    assert.deepEqual(readOperation(body), { name, done: false, metadata });
  });

  for (const done of ["true", 1, {}, null]) {
    it(`takes done: ${JSON.stringify(done)} for no end`, () => {
      assert.deepEqual(readOperation({ name, done, response: {} }), { name, done: false });
    });
  }

  it("reads a response", () => {
    assert.deepEqual(readOperation({ name, done: true, response: { "@type": "t", count: "12" } }), {
      name,
      done: true,
      result: { kind: "response", response: { "@type": "t", count: "12" } },
    });
  });

  it("reads an error by its gRPC number", () => {
    const error = { code: 9, message: "not now", details: [{ "@type": "t" }] };
    assert.deepEqual(readOperation({ name, done: true, error }), {
      name,
      done: true,
      result: { kind: "error", error: { ...error, status: "FAILED_PRECONDITION" } },
    });
  });

  it("edge case 7: done with neither error nor response has ended without a result", () => {
    assert.deepEqual(readOperation({ name, done: true }), { name, done: true, result: { kind: "none" } });
  });

  it("takes the error's word where a service sends error and response", () => {
    const operation = readOperation({ name, done: true, response: {}, error: { code: 13, message: "m" } });
    assert.ok(operation?.done);
    assert.equal(operation.result.kind, "error");
  });

  it("fills in message and details that an error leaves out", () => {
    assert.deepEqual(readOperation({ name, done: true, error: { code: 5 } }), {
      name,
      done: true,
      result: { kind: "error", error: { code: 5, status: "NOT_FOUND", message: "", details: [] } },
    });
  });

  for (const code of [undefined, 0, -1, 1.5, "1", null]) {
    it(`takes an error with code ${JSON.stringify(code)} for UNKNOWN, never for OK or CANCELLED`, () => {
      const error = code === undefined ? {} : { code };
      assert.deepEqual(readOperation({ name, done: true, error }), {
        name,
        done: true,
        result: { kind: "error", error: { code: 2, status: "UNKNOWN", message: "", details: [] } },
      });
    });
  }

  it("keeps the number of a code outside the published set", () => {
    const operation = readOperation({ name, done: true, error: { code: 499 } });
    assert.ok(operation?.done && operation.result.kind === "error");
    assert.deepEqual([operation.result.error.code, operation.result.error.status], [499, "UNKNOWN"]);
  });

  it("edge case 31: an operation that was never stored has ended and has no name", () => {
    assert.deepEqual(readOperation({ done: true, response: {} }), {
      name: "",
      done: true,
      result: { kind: "response", response: {} },
    });
  });

  it("edge case 32: without name and not done it is no operation", () => {
    assert.equal(readOperation({ metadata: {} }), undefined);
  });

  it("edge case 52: passes metadata on as it came", () => {
    const metadata = { "@type": "type.googleapis.com/unheard.of", nested: [{ a: "9007199254740993" }] };
    assert.deepEqual(readOperation({ name, metadata })?.metadata, metadata);
  });

  it("leaves out metadata that is no object", () => {
    assert.deepEqual(readOperation({ name, metadata: "none" }), { name, done: false });
  });

  for (const body of [null, true, 7, "operations/1", [], [{ name }], {}]) {
    it(`takes ${JSON.stringify(body)} for no operation`, () => {
      assert.equal(readOperation(body), undefined);
    });
  }

  it("never throws, whatever the JSON", () => {
    fc.assert(fc.property(anything, (body) => void readOperation(body)));
  });

  it("says done exactly where done is true", () => {
    const members = {
      name: anything,
      done: anything,
      error: anything,
      response: anything,
      metadata: anything,
    };
    const body = fc.record(
      { ...members, done: fc.oneof(fc.constant(true), anything) },
      { requiredKeys: ["done"] },
    );
    fc.assert(
      fc.property(body, (operationBody) => {
        const operation = readOperation({ ...operationBody, name });
        assert.equal(operation?.done, operationBody.done === true);
      }),
    );
  });
});
