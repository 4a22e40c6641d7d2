import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { programs } from "../docs/pages.js";
import { packageFolder, UserProject } from "../package/userProject.js";
import { exportInputs, startProviderFixture, urnOf } from "../support/providerFixture.js";
import type { ProviderServer } from "../support/providerServer.js";
import { OtlpReceiver } from "./otlpReceiver.js";
import { telemetryPackages } from "./telemetryPackages.js";

/** Starts a provider process that reports as docs/telemetry.md says, and the receiver of the reports. */
async function startReportingProvider(
  t: TestContext,
): Promise<{ server: ProviderServer; receiver: OtlpReceiver }> {
  const project = await UserProject.create(telemetryPackages);
  t.after(() => project[Symbol.asyncDispose]());
  await project.install("pulumi-gcp-lro", packageFolder);
  const program = programs.find(({ name }) => name === "telemetry.js");
  const file = await project.write("telemetry.js", program?.text ?? "");
  const receiver = await OtlpReceiver.start(t);
  const fixture = await startProviderFixture(t, { operationTime: "1h", cancelTime: "50ms" });
  const server = await fixture.nextRun({
    NODE_OPTIONS: `--require ${file}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  return { server, receiver };
}

test("the process of the resources reports its steps, also the last one before it is ended", async (t) => {
  const { server, receiver } = await startReportingProvider(t);
  const { id, state } = await server.create(exportInputs("reported"));
  await server.delete(id, state);
  assert.equal(await server.end("SIGINT"), "SIGINT");
  assert.equal(server.stderr, "");

  const { spans, points } = receiver;
  const steps = spans.filter(({ name }) => name.startsWith("Resource "));
  assert.deepEqual(
    steps.map(({ name, attributes }) => [name, attributes["pulumi.urn"]]),
    [
      ["Resource create", urnOf("reported")],
      ["Resource delete", urnOf("reported")],
    ],
  );
  const [create, remove] = steps;
  const start = spans.find(({ name }) => name.startsWith("POST"));
  const call = spans.find(({ name }) => name === "LRO Cancel and Wait");
  assert.ok(start !== undefined && call !== undefined);
  assert.equal(start.parentSpanId, create?.spanId);
  assert.equal(call.parentSpanId, remove?.spanId);
  assert.deepEqual(call.links, [start.spanId]);
  assert.equal(call.attributes["gcp.resource.destination.id"], state.operationName);
  assert.equal(call.attributes["gcp_lro.outcome"], "cancelled");
  assert.deepEqual(
    points.filter(({ metric }) => metric === "gcp_lro.notice_lag").map(({ count }) => count),
    [1],
  );
});

test("nothing of a secret that becomes part of names is reported", async (t) => {
  const { server, receiver } = await startReportingProvider(t);
  const inputs = exportInputs("orchid", { __secretName: true });
  inputs.__urn = urnOf("plain");
  const { id, state } = await server.create(inputs);
  await server.delete(id, (await server.read(id, state)).state);
  await server.end("SIGTERM");
  const ids = receiver.spans.map(({ attributes }) => attributes["gcp.resource.destination.id"]);
  assert.ok(ids.some((name) => name !== undefined));
  for (const name of ids) {
    assert.doesNotMatch(String(name), /\//);
  }
  assert.ok(!receiver.bodies.some((body) => body.includes("orchid") || body.includes("us-central1")));
});
