import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Reply } from "#src/core/failure.js";
import type { ServiceConnection } from "#src/google/connection.js";
import { connectService } from "#src/google/connectionPool.js";
import { readOperationName } from "#src/google/names/operationName.js";
import type { ServiceTarget } from "#src/google/service.js";
import { isTargetError } from "#src/google/service.js";
import { readSettings } from "#src/google/settings/settings.js";
import { json, type LoopbackServer, startServer } from "../support/loopbackServer.js";
import { Teardown } from "../support/teardown.js";

let server: LoopbackServer;
const teardown = new Teardown();
const name = "projects/p/locations/us-central1/operations/operation-1";

before(async () => {
  server = await startServer(teardown, (_request, response) => json(response, 200, { name }));
});
after(() => teardown.run());

/** Texts made of what means something in URLs, headers, paths and terminals. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "..",
        ".",
        "/",
        "//",
        "\\",
        "?",
        "#",
        "%2e%2e",
        "%2F",
        "%00",
        "%0d%0a",
        ";",
        ":",
        ":cancel",
        "@",
        "@evil.example",
        "https://evil.example",
        "//evil.example/",
        "\r\n",
        "\r\nx-evil: 1",
        "\n",
        "\0",
        "\u2028",
        "\uff0f",
        "\u2024\u2024",
        "é",
        "😀",
        "\ud800",
        " ",
        "\t",
        "{location}",
        "projects/p",
        "locations/l",
        "operations",
        "o",
        "v1",
        "-",
        "*",
        "[::1]",
        "127.0.0.1:1",
        "file:",
        "javascript:",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

const KNOWN_HEADERS = new Set([
  "accept",
  "accept-encoding",
  "connection",
  "content-length",
  "content-type",
  "host",
  "transfer-encoding",
  "user-agent",
  "x-goog-api-client",
  "x-goog-request-reason",
  "x-goog-user-project",
]);

function connectTo(
  target: Partial<ServiceTarget> = {},
  config: Record<string, string> = {},
): ServiceConnection {
  const settings = readSettings((key) => config[key], { GCP_LRO_EMULATOR_HOST: server.host });
  return connectService({ service: "alloydb", settings, ...target });
}

/** Everything that arrived stayed below the base path, is what a parser would leave it, and has no header of its own. */
function assertHarmless(below: string): void {
  for (const { url, headers } of server.arrived.splice(0)) {
    assert.ok(url.startsWith(below), url);
    const [path = ""] = url.split("?");
    assert.equal(new URL(url, "http://host").pathname, path);
    assert.doesNotMatch(path, /%|\/\.{0,2}(?:\/|$)|\\|\s/);
    assert.deepEqual(
      Object.keys(headers).filter((header) => !KNOWN_HEADERS.has(header)),
      [],
    );
    assert.equal(headers.host, server.host);
  }
}

test("whatever is asked for, requests stay below the base path of the endpoint", async () => {
  const connection = connectTo();
  const calls: ((text: string) => Promise<Reply<unknown>>)[] = [
    (text) => connection.get(text),
    (text) => connection.cancel(text),
    (text) => connection.list(text),
    (text) => connection.list("projects/p/locations/l", { filter: text, pageToken: text }),
    (text) => connection.start({ path: text, body: { text } }),
    (text) => connection.send({ method: "DELETE", path: text }),
    (text) => connection.send({ path: "projects/p", query: { [text]: text } }),
  ];
  await fc.assert(
    fc.asyncProperty(hostile, fc.constantFrom(...calls), async (text, call) => {
      await call(text);
      assertHarmless("/alloydb/v1beta/");
    }),
    { numRuns: 1_000 },
  );
});

/** The text after a round trip through UTF-8. */
function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

test("a query arrives as it was given, and as nothing else", async () => {
  const connection = connectTo();
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (key, value) => {
      server.arrived.length = 0;
      await connection.send({ path: "projects/p", query: { [key]: value } });
      const query = new URL(server.arrived[0]?.url ?? "", "http://host").searchParams;
      assert.deepEqual([...query], [[wellFormed(key), wellFormed(value)]]);
      assertHarmless("/alloydb/v1beta/projects/p");
    }),
    { numRuns: 500 },
  );
});

test("whatever is configured for headers, there is one of each, or a refusal and no request", async () => {
  const keys = ["gcp:requestReason", "gcp:googlePartnerName", "gcp:billingProject", "gcp:project"];
  const setting = fc.oneof(
    hostile.chain((text) => fc.constantFrom(...keys).map((key) => ({ config: { [key]: text }, target: {} }))),
    hostile.map((quotaProject) => ({ config: {}, target: { quotaProject } })),
  );
  await fc.assert(
    fc.asyncProperty(setting, async ({ config, target }) => {
      let connection: ServiceConnection;
      try {
        connection = connectTo(target, { "gcp:userProjectOverride": "true", ...config });
      } catch (error) {
        assert.ok(isTargetError(error), String(error));
        return;
      }
      assert.ok((await connection.get("operations/o")).ok !== undefined);
      assert.ok(server.arrived.length === 1);
      assertHarmless("/alloydb/v1beta/");
    }),
    { numRuns: 1_000 },
  );
});

test("whatever the service, version, endpoint and resource, there is a plain base URL or a refusal", () => {
  const target = fc.record(
    {
      service: fc.oneof(hostile, fc.constantFrom("alloydb", "aiplatform", "private.example.com")),
      apiVersion: fc.oneof(hostile, fc.constant("v1")),
      endpoint: fc.oneof(
        hostile,
        hostile.map((text) => `https://host.example${text}`),
        hostile.map((text) => `https://${text}`),
      ),
      resourceName: fc.oneof(
        hostile,
        hostile.map((text) => `projects/p/locations/${text}/operations/o`),
      ),
    },
    { requiredKeys: ["service"] },
  );
  fc.assert(
    fc.property(target, (given) => {
      let connection: ServiceConnection;
      try {
        connection = connectService({ ...given, environment: {} });
      } catch (error) {
        assert.ok(isTargetError(error), String(error));
        return;
      }
      const url = new URL(connection.baseUrl);
      assert.deepEqual([url.username, url.password, url.search, url.hash], ["", "", "", ""]);
      assert.ok(
        url.protocol === "https:" || /^(localhost|127\.|\[::1\])/.test(url.hostname),
        connection.baseUrl,
      );
      if (given.endpoint === undefined) {
        assert.match(url.hostname, /\.googleapis\.com$|^private\.example\.com$|^evil\.example$/);
      }
      assert.doesNotMatch(connection.apiVersion, /\.\.|[?#%\\\s]/);
    }),
    { numRuns: 1_500 },
  );
});

test("a name that is accepted goes into a URL as it is", () => {
  const context = { host: "private.example.com", apiVersion: "v1" };
  const names = fc.oneof(
    hostile,
    hostile.map((text) => `projects/p/operations/${text}`),
    hostile.map((text) => `//private.example.com/projects/${text}/operations/o`),
  );
  fc.assert(
    fc.property(names, (text) => {
      const reading = readOperationName(text, context);
      if (reading.ok) {
        assert.equal(new URL(`https://h/v1/${reading.value}`).pathname, `/v1/${reading.value}`);
      } else {
        assert.doesNotMatch(reading.error, /[\p{Cc}\u2028]/u);
      }
    }),
    { numRuns: 5_000 },
  );
});
