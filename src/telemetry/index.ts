/**
 * OpenTelemetry spans and metrics of requests, waits and outcomes.
 *
 * @module pulumi-gcp-lro/telemetry
 */
export { enableTelemetry } from "./enableTelemetry.js";
export type { TelemetryOptions } from "./recorder.js";
