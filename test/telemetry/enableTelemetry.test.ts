import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { readMetadata } from "pulumi-gcp-lro/client";
import { enableTelemetry } from "pulumi-gcp-lro/telemetry";
import { EmulatorScene, exportRequest, parent } from "../support/emulatorScene.js";
import { type Ending, Teardown } from "../support/teardown.js";
import { OtlpReceiver, type ReceivedSpan } from "./otlpReceiver.js";

const GET = "google.longrunning.Operations/GetOperation";
const CANCEL = "google.longrunning.Operations/CancelOperation";

class TelemetryScene {
  readonly scene: EmulatorScene;
  readonly disable: () => void;
  readonly #receiver: OtlpReceiver;
  readonly #providers: { forceFlush(): Promise<void> }[];

  private constructor(scene: EmulatorScene, receiver: OtlpReceiver, test: Ending) {
    this.scene = scene;
    this.#receiver = receiver;
    const traces = new OTLPTraceExporter({ url: `${receiver.url}/v1/traces` });
    const metrics = new OTLPMetricExporter({ url: `${receiver.url}/v1/metrics` });
    const tracerProvider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(traces)] });
    const meterProvider = new MeterProvider({
      readers: [new PeriodicExportingMetricReader({ exporter: metrics })],
    });
    this.#providers = [tracerProvider, meterProvider];
    this.disable = enableTelemetry({ tracerProvider, meterProvider });
    test.after(async () => {
      this.disable();
      await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
    });
  }

  static async open(test: TestContext): Promise<TelemetryScene> {
    // The last export of the metrics needs the receiver, so the SDK shuts down first.
    const teardown = new Teardown();
    test.after(() => teardown.run());
    const receiver = await OtlpReceiver.start(teardown);
    return new TelemetryScene(await EmulatorScene.open(teardown), receiver, teardown);
  }

  /** Exports what there is. */
  async export(): Promise<OtlpReceiver> {
    for (const provider of this.#providers) {
      await provider.forceFlush();
    }
    return this.#receiver;
  }

  /** The spans of calls, each with the names of its children in the order of their ends. */
  async tree(): Promise<(ReceivedSpan & { children: ReceivedSpan[] })[]> {
    const { spans } = await this.export();
    return spans
      .filter(({ name }) => name.startsWith("LRO "))
      .map((call) => ({
        ...call,
        children: spans.filter(({ parentSpanId }) => parentSpanId === call.spanId),
      }));
  }
}

function only<T>(items: readonly T[]): T {
  assert.equal(items.length, 1);
  return items[0] as T;
}

test("a cancellation is a span with its polls and its cancel, and with the lag of the notice", async (t) => {
  const opened = await TelemetryScene.open(t);
  const { scene } = opened;
  const name = scene.seed();
  const outcome = await scene.client.cancelAndWait(name);
  assert.ok(outcome.kind === "cancelled");
  const lag =
    (scene.clock.wall() - Date.parse(readMetadata(outcome.operation.metadata).endTime ?? "")) / 1_000;
  const { children, ...call } = only(await opened.tree());
  assert.equal(call.name, "LRO Cancel and Wait");
  assert.ok(!call.isError);
  const { "gcp.client.version": version, ...attributes } = call.attributes;
  assert.match(String(version), /^\d+\.\d+\.\d+/);
  assert.deepEqual(attributes, {
    "gcp.client.artifact": "pulumi-gcp-lro",
    "gcp.client.service": "alloydb",
    "gcp.longrunning.status_code": 1,
    "gcp.resource.destination.id": name,
    "gcp_lro.call": "cancelAndWait",
    "gcp_lro.cancel_requested": true,
    "gcp_lro.notice_lag": lag,
    "gcp_lro.outcome": "cancelled",
    "url.domain": "alloydb.googleapis.com",
  });
  const gets = children.filter((span) => span.name === GET);
  assert.deepEqual(
    children.map((span) => span.name),
    [GET, CANCEL, ...gets.slice(1).map(() => GET)],
  );
  assert.deepEqual(
    gets.map((span) => span.attributes["gcp.longrunning.poll_attempt_count"]),
    gets.map((_, index) => index + 1),
  );
  assert.deepEqual(
    gets.map((span) => span.attributes["gcp.longrunning.done"]),
    gets.map((_, index) => index === gets.length - 1),
  );
  const { hostname, port } = new URL(scene.endpoint);
  assert.deepEqual(gets.at(-1)?.attributes, {
    "gcp.client.artifact": "pulumi-gcp-lro",
    "gcp.client.service": "alloydb",
    "gcp.client.version": version,
    "gcp.longrunning.done": true,
    "gcp.longrunning.poll_attempt_count": gets.length,
    "gcp.longrunning.status_code": 1,
    "gcp.resource.destination.id": name,
    "rpc.method": GET,
    "rpc.system.name": "http",
    "server.address": hostname,
    "server.port": Number(port),
    "url.domain": "alloydb.googleapis.com",
  });
});

test("the metrics count requests, calls and the lag", async (t) => {
  const opened = await TelemetryScene.open(t);
  const { scene } = opened;
  await scene.client.cancelAndWait(scene.seed());
  const { points } = await opened.export();
  const counts = points.map(({ metric, attributes, count }) => [
    metric,
    attributes["rpc.method"] ?? attributes["gcp_lro.outcome"],
    count,
  ]);
  assert.deepEqual(counts, [
    ["gcp.client.request.duration", GET, scene.count("get")],
    ["gcp.client.request.duration", CANCEL, 1],
    ["gcp_lro.call.duration", "cancelled", 1],
    ["gcp_lro.notice_lag", "cancelled", 1],
  ]);
  const [duration, lag] = points.slice(-2);
  assert.ok(duration !== undefined && lag !== undefined);
  // The cancellation takes 2 s of the driven time. The timestamps of the service are in whole milliseconds.
  assert.ok(Math.abs(duration.sum - lag.sum - 2) < 0.01);
  assert.deepEqual(lag.attributes, {
    "gcp.client.service": "alloydb",
    "gcp_lro.call": "cancelAndWait",
    "gcp_lro.outcome": "cancelled",
    "url.domain": "alloydb.googleapis.com",
  });
});

test("a wait links to the start of its operation, and a failed operation is an error", async (t) => {
  const opened = await TelemetryScene.open(t);
  const { scene } = opened;
  scene.emulator.behave({ ends: { fail: { code: 13, message: "Secret words of the service." } } });
  const { name } = await scene.client.start(exportRequest);
  const outcome = await scene.client.wait(name);
  assert.equal(outcome.kind, "failed");
  const wait = only(await opened.tree());
  const { spans, bodies } = await opened.export();
  const start = only(spans.filter((span) => span.name.startsWith("POST")));
  assert.equal(start.name, "POST projects/*/locations/*/clusters/*:export");
  assert.equal(start.attributes["gcp.resource.destination.id"], exportRequest.path);
  assert.deepEqual(wait.links, [start.spanId]);
  assert.equal(wait.name, "LRO Wait");
  assert.ok(wait.isError);
  assert.equal(wait.attributes["error.type"], "INTERNAL");
  assert.ok(!bodies.some((body) => body.includes("Secret words")));
});

test("a failed request is an error of its own, and a refusal one of the call too", async (t) => {
  const opened = await TelemetryScene.open(t);
  const { scene } = opened;
  const name = scene.seed({ cancel: "forbid" });
  scene.emulator.fault({ match: { kind: "get" }, when: { nth: 1 }, fault: { kind: "status", status: 503 } });
  await assert.rejects(scene.client.cancelAndWait(name));
  const call = only(await opened.tree());
  assert.equal(call.attributes["error.type"], "PERMISSION_DENIED");
  assert.equal(call.attributes["gcp_lro.outcome"], undefined);
  assert.deepEqual(
    call.children.map((span) => [span.name, span.isError, span.attributes["http.response.status_code"]]),
    [
      [GET, true, 503],
      [GET, false, undefined],
      [CANCEL, true, 403],
    ],
  );
});

test("many operations that are cancelled together have a span each, with their own requests", async (t) => {
  const opened = await TelemetryScene.open(t);
  const { scene } = opened;
  const names = Array.from({ length: 12 }, () => scene.seed());
  await scene.client.cancelAll({ parent });
  const calls = await opened.tree();
  assert.deepEqual(
    calls.map(({ attributes }) => attributes["gcp.resource.destination.id"]).sort(),
    [...names].sort(),
  );
  for (const { attributes, children } of calls) {
    assert.deepEqual(
      new Set(children.map((child) => child.attributes["gcp.resource.destination.id"])),
      new Set([attributes["gcp.resource.destination.id"]]),
    );
    assert.ok(children.some((child) => child.attributes["gcp.longrunning.done"] === true));
  }
  const { spans } = await opened.export();
  const lists = spans.filter((span) => span.name.endsWith("/ListOperations"));
  // The list of the selection, and those that the polls share.
  assert.ok(lists.length > 1);
  assert.ok(lists.every((list) => list.parentSpanId === undefined));
});

test("the end of an operation that ended before the call has no lag", async (t) => {
  const opened = await TelemetryScene.open(t);
  const name = opened.scene.seed({ operationTime: "1s" });
  await opened.scene.client.wait(name);
  const wait = only(await opened.tree());
  assert.equal(wait.attributes["gcp_lro.outcome"], "completed");
  assert.equal(wait.attributes["gcp_lro.notice_lag"], undefined);
});

test("nothing is reported any more once telemetry is disabled", async (t) => {
  const opened = await TelemetryScene.open(t);
  opened.disable();
  await opened.scene.client.cancel(opened.scene.seed());
  assert.deepEqual((await opened.export()).spans, []);
});
