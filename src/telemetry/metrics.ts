import type { Histogram, MeterProvider } from "@opentelemetry/api";
import { PACKAGE_VERSION } from "../google/http/headers.js";
import { ARTIFACT } from "./attributes.js";

/** The metrics of this package, in seconds. */
export interface Metrics {
  requestDuration: Histogram;
  callDuration: Histogram;
  noticeLag: Histogram;
}

export function createMetrics(provider: MeterProvider): Metrics {
  const meter = provider.getMeter(ARTIFACT, PACKAGE_VERSION);
  const histogram = (name: string, description: string, explicitBucketBoundaries: number[]): Histogram =>
    meter.createHistogram(name, { description, unit: "s", advice: { explicitBucketBoundaries } });
  return {
    requestDuration: histogram(
      "gcp.client.request.duration",
      "Duration of a request to a Google Cloud service.",
      [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    ),
    callDuration: histogram(
      "gcp_lro.call.duration",
      "Duration of a wait for, or of the cancellation of, a long-running operation.",
      [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400],
    ),
    noticeLag: histogram(
      "gcp_lro.notice_lag",
      "Time between the end of an operation, as its service reports it, and the poll that returned the end.",
      [0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 5, 10, 30, 60],
    ),
  };
}
