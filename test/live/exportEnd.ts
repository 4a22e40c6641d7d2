import type { Outcome } from "pulumi-gcp-lro/client";

/** The end of the export in words, and the test's exit code for it: that of `gcp-lro`. */
export interface ExportEnd {
  text: string;
  code: number;
  /** True if it may still cost money. */
  mayRun: boolean;
}

/**
 * Describes what GetOperation reports after the destroy.
 *
 * @param ranBefore true if GetOperation reported it as running before the destroy
 */
export function describeExportEnd(outcome: Outcome, ranBefore: boolean): ExportEnd {
  switch (outcome.kind) {
    case "cancelled":
      return { text: "CANCELLED: GetOperation reports code 1, CANCELLED.", code: 0, mayRun: false };
    case "completed": {
      const text = ranBefore
        ? "COMPLETED despite the cancel: the service had finished before the cancel took effect."
        : "COMPLETED before the cancel: the export is too short for this test. Export more entities.";
      return { text, code: 3, mayRun: false };
    }
    case "failed": {
      const { status, message } = outcome.error;
      return { text: `FAILED: GetOperation reports ${status}: ${message}`, code: 4, mayRun: false };
    }
    case "gone":
      return { text: "UNKNOWN: GetOperation doesn't find the operation.", code: 1, mayRun: false };
    case "running":
      return { text: "STILL RUNNING: GetOperation reports no end.", code: 6, mayRun: true };
  }
}
