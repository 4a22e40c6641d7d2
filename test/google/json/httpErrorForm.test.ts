import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readHttpError } from "#src/google/json/httpError.js";

test("whatever the body, there is a fault and no exception", () => {
  const status = fc.record(
    {
      code: fc.oneof(fc.integer(), fc.double(), fc.string()),
      message: fc.oneof(fc.string(), fc.integer()),
      status: fc.oneof(fc.string(), fc.constantFrom("NOT_FOUND", "ABORTED")),
      details: fc.oneof(
        fc.jsonValue(),
        fc.array(
          fc.record({
            "@type": fc.constantFrom("x/google.rpc.ErrorInfo", "x/google.rpc.RetryInfo"),
            metadata: fc.jsonValue(),
            retryDelay: fc.string(),
          }),
        ),
      ),
      errors: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    status.map((value) => JSON.stringify(value)),
    status.map((value) => JSON.stringify({ error: value })),
    status.map((value) => JSON.stringify([{ error: value }])),
  );
  fc.assert(
    fc.property(
      body,
      fc.integer({ min: 300, max: 999 }),
      fc.option(fc.string(), { nil: undefined }),
      (text, code, retryAfter) => {
        const answer = { status: code, contentType: "application/json", text, complete: true };
        const failure = readHttpError(
          retryAfter === undefined ? answer : { ...answer, retryAfter },
          "GET x",
          0,
        );
        assert.ok(failure.kind === "unreadable" || (failure.retryAfter ?? 0) >= 0);
        assert.equal(failure.httpStatus, code);
      },
    ),
    { numRuns: 1000 },
  );
});
