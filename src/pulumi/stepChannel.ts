import { tracingChannel } from "node:diagnostics_channel";

/** A step of a resource's life, as its channel publishes it. */
export interface StepMessage {
  readonly method: "create" | "read" | "update" | "delete";
  readonly urn: string;
  /** True if an argument that becomes part of names is secret. */
  readonly isNameSecret: boolean;
  /** Present at the end of a step that fails. */
  readonly error?: unknown;
}

/** The channel of steps. Without subscribers, publishing costs less than a microsecond. */
export const stepChannel = tracingChannel<unknown, StepMessage>("pulumi-gcp-lro:step");
