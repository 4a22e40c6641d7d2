export { enableTelemetry } from "./enableTelemetry.js";
export type { TelemetryOptions } from "./recorder.js";
