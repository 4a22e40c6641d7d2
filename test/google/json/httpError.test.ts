import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { WireResponse } from "#src/google/http/wire.js";
import { readHttpError } from "#src/google/json/httpError.js";

const request = "GET https://alloydb.googleapis.com/v1/x";
const now = Date.parse("2026-11-21T12:00:00Z");

function answer(status: number, body: unknown, more: Partial<WireResponse> = {}): WireResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, contentType: "application/json", text, isComplete: true, ...more };
}

function rejected(status: number, body: unknown, more: Partial<WireResponse> = {}) {
  const failure = readHttpError(answer(status, body, more), request, now);
  assert.equal(failure.kind, "apiError");
  return failure as Extract<typeof failure, { kind: "apiError" }>;
}

function foreign(status: number, body: string, more: Partial<WireResponse> = {}) {
  const failure = readHttpError(answer(status, body, { contentType: "text/html", ...more }), request, now);
  assert.equal(failure.kind, "nonApiResponse");
  return failure as Extract<typeof failure, { kind: "nonApiResponse" }>;
}

test("edge case 19: Google's form is read with reason and activation link", () => {
  const body = {
    error: {
      code: 403,
      message: "Gemini API is disabled.",
      status: "PERMISSION_DENIED",
      details: [
        { "@type": "type.googleapis.com/google.rpc.LocalizedMessage", message: "…" },
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "SERVICE_DISABLED",
          domain: "googleapis.com",
          metadata: {
            service: "cloudaicompanion.googleapis.com",
            activationUrl: "https://console.example/enable",
          },
        },
      ],
    },
  };
  assert.deepEqual(rejected(403, body), {
    kind: "apiError",
    request,
    httpStatus: 403,
    status: "PERMISSION_DENIED",
    message: "Gemini API is disabled.",
    reason: "SERVICE_DISABLED",
    activationUrl: "https://console.example/enable",
  });
});

test("the variants of Google's form are read alike", () => {
  const status = { code: 404, message: "gone", status: "NOT_FOUND" };
  for (const body of [{ error: status }, [{ error: status }], status, [status]]) {
    const { httpStatus, status: name, message } = rejected(404, body);
    assert.deepEqual([httpStatus, name, message], [404, "NOT_FOUND", "gone"]);
  }
  const older = {
    error: { errors: [{ domain: "global", reason: "rateLimitExceeded", message: "slow" }], code: 403 },
  };
  const { status: name, reason, message } = rejected(403, older);
  assert.deepEqual([name, reason, message], ["PERMISSION_DENIED", "rateLimitExceeded", "slow"]);
});

test("a bare Status has a gRPC number, an error object the HTTP status", () => {
  assert.equal(rejected(400, { code: 9, message: "already done" }).status, "FAILED_PRECONDITION");
  assert.equal(rejected(409, { error: { code: 409, message: "busy" } }).status, "ABORTED");
});

test("edge case 14: a NOT_FOUND about the method is no word about the operation", () => {
  const body = { error: { code: 404, message: "Method not found.", status: "NOT_FOUND" } };
  assert.equal(rejected(404, body).status, "UNIMPLEMENTED");
});

test("edge case 14: a gateway's own JSON is foreign, although it has a code and a message", () => {
  foreign(404, '{"code":404,"message":"The current request is not defined by this API."}');
});

test("without error.status the HTTP status tells the code", () => {
  const codes = [400, 401, 403, 404, 409, 411, 418, 429, 499, 500, 501, 502, 503, 504, 599].map((status) => [
    status,
    rejected(status, { error: { code: status, message: "" } }).status,
  ]);
  assert.deepEqual(Object.fromEntries(codes), {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    411: "FAILED_PRECONDITION",
    418: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
    599: "INTERNAL",
  });
});

test("edge case 23: RetryInfo and Retry-After are read, the longer counts", () => {
  const wait = (retryDelay: unknown) => ({
    error: {
      code: 429,
      message: "",
      details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay }],
    },
  });
  assert.equal(rejected(429, wait("3.5s")).retryAfter, 3500);
  assert.equal(rejected(429, wait("3.5s"), { retryAfter: "10" }).retryAfter, 10_000);
  assert.equal(rejected(429, wait("35s"), { retryAfter: "10" }).retryAfter, 35_000);
  assert.equal(rejected(429, wait("-3s")).retryAfter, undefined);
  assert.equal(rejected(429, wait(3)).retryAfter, undefined);
});

test("edge case 14: what is not of Google's form is foreign, with a readable excerpt", () => {
  const page =
    "<!DOCTYPE html>\n<html><title>Error 404 (Not Found)!!1</title>\n<style>*{margin:0}</style>" +
    "<p><b>404.</b> <ins>That’s an error.</ins>\n<p>The requested URL was not found.</html>";
  assert.deepEqual(foreign(404, page), {
    kind: "nonApiResponse",
    request,
    httpStatus: 404,
    contentType: "text/html",
    excerpt: "Error 404 (Not Found)!!1 404. That’s an error. The requested URL was not found.",
  });
  for (const body of ["", "null", "[]", "{}", '"x"', '{"error":"unauthorized"}', "[{},{}]", "{"]) {
    foreign(502, body, { contentType: "application/json" });
  }
});

test("edge case 65: credentials that a page echoes don't get into the fault", () => {
  const page = "<pre>GET /v1/x?access_token=geheim\nAuthorization: Bearer ya29.geheim-geheim</pre>";
  assert.doesNotMatch(foreign(502, page).excerpt, /geheim/);
  const echoed = { error: { code: 400, message: 'bad header "authorization: Bearer geheim.geheim.geheim"' } };
  assert.doesNotMatch(rejected(400, echoed).message, /geheim/);
});

test("messages carry no terminal codes", () => {
  assert.equal(
    rejected(400, { error: { code: 400, message: "a\u001b[31m\r\nb\u0000c" } }).message,
    "a [31m \nb c",
  );
  assert.equal(foreign(400, "a\u001b[31m\r\nb\u0000c").excerpt, "a [31m b c");
});

test("a hostile body makes a fault of bounded size", () => {
  const long = "x".repeat(1_000_000);
  const details = [
    { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: long, metadata: { activationUrl: long } },
  ];
  const failure = rejected(400, { error: { code: 400, message: long, details } });
  assert.ok(JSON.stringify(failure).length < 10_000);
  assert.ok(JSON.stringify(foreign(500, long)).length < 1000);
  assert.ok(JSON.stringify(foreign(500, "<".repeat(1_000_000))).length < 1000);
});

test("edge case 30: a refusal whose JSON is cut off is unreadable: nobody knows what was refused", () => {
  const whole = JSON.stringify({ error: { code: 404, message: "x".repeat(40), status: "NOT_FOUND" } });
  for (const status of [400, 401, 403, 404, 409, 501]) {
    for (const length of [1, 9, whole.length - 1]) {
      const failure = readHttpError(answer(status, whole.slice(0, length)), request, now);
      assert.ok(failure.kind === "unreadable", `${status} ${length}`);
      assert.equal(failure.httpStatus, status);
    }
  }
});

test("edge case 23: a status that says by itself that trouble passes keeps its Retry-After, its JSON being cut off", () => {
  for (const status of [408, 429, 500, 502, 503, 504]) {
    const failure = readHttpError(answer(status, '{"error":{"co', { retryAfter: "7" }), request, now);
    assert.ok(failure.kind === "nonApiResponse" && failure.retryAfter === 7_000, `${status}`);
  }
});

test("edge case 63: a Retry-After date counts from the answer's own Date, not from the clock here", () => {
  const retryAfter = "Sat, 21 Nov 2026 13:00:07 GMT";
  const date = "Sat, 21 Nov 2026 13:00:00 GMT";
  const body = { error: { code: 429, message: "slow", status: "RESOURCE_EXHAUSTED" } };
  assert.equal(rejected(429, body, { retryAfter, date }).retryAfter, 7_000);
  assert.equal(foreign(503, "", { retryAfter, date }).retryAfter, 7_000);
});

const permissionForms: [
  message: string,
  permission: string | undefined,
  metadata?: Record<string, string>,
][] = [
  [
    "Permission 'alloydb.operations.cancel' denied on resource '//alloydb.googleapis.com/projects/p' (or it may not exist).",
    "alloydb.operations.cancel",
  ],
  [
    "Permission iam.googleapis.com/denypolicies.create denied on resource cloudresourcemanager.googleapis.com/projects/p",
    "iam.googleapis.com/denypolicies.create",
  ],
  ['Required "container.operations.cancel" permission(s) for "projects/p".', "container.operations.cancel"],
  ["Required 'iam.serviceAccounts.actAs' permission for 'projects/p'", "iam.serviceAccounts.actAs"],
  [
    "robot@p.iam.gserviceaccount.com does not have alloydb.operations.cancel access to the operation.",
    "alloydb.operations.cancel",
  ],
  ["Caller is missing IAM permission spanner.databases.select on resource d.", "spanner.databases.select"],
  [
    "The caller does not have permission",
    "datastore.operations.cancel",
    { permission: "datastore.operations.cancel" },
  ],
  ["The caller does not have permission", undefined],
  ["The caller does not have permission", undefined, { permission: "anything <else>" }],
  ["Missing or insufficient permissions.", undefined],
  ["Permission alloydb.googleapis.com denied", undefined],
];
for (const [message, permission, metadata] of permissionForms) {
  test(`edge case 20: the missing permission is read from a refusal: ${message} ${metadata?.permission ?? ""}`, () => {
    const details = metadata && [
      { "@type": "x/google.rpc.ErrorInfo", reason: "IAM_PERMISSION_DENIED", metadata },
    ];
    const error = { code: 403, status: "PERMISSION_DENIED", message, ...(details && { details }) };
    assert.equal(rejected(403, { error }).permission, permission);
  });
}

test("a refusal for another reason names no missing permission", () => {
  for (const reason of ["SERVICE_DISABLED", "USER_PROJECT_DENIED", "SECURITY_POLICY_VIOLATED"]) {
    const details = [{ "@type": "x/google.rpc.ErrorInfo", reason, metadata: { permission: "a.b.c" } }];
    const error = { code: 403, status: "PERMISSION_DENIED", message: "Required 'a.b.c' permission", details };
    assert.equal(rejected(403, { error }).permission, undefined);
  }
});

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
        const answer = { status: code, contentType: "application/json", text, isComplete: true };
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
