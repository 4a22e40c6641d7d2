import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb.js";
import { Status } from "@pulumi/pulumi/proto/status_pb.js";
import type { JsonObject } from "#src/core/json.js";
import { type CallError, plain } from "./providerGrpc.js";

/** The state that the engine saves of a create or update that failed after the start. */
export interface Incomplete {
  id: string;
  state: JsonObject;
  reasons: string[];
}

/** A failed call as the engine reads it. */
export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";
  /** Absent where the engine saves nothing. */
  readonly incomplete: Incomplete | undefined;

  constructor(message: string, incomplete: Incomplete | undefined) {
    super(message);
    this.incomplete = incomplete;
  }
}

/** Reads `grpc-status-details-bin`: a Status, whose one detail is an ErrorResourceInitFailed. */
export function readFailure(error: CallError): ProviderFailure {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  if (!Buffer.isBuffer(bytes)) {
    return new ProviderFailure(error.details, undefined);
  }
  const [detail] = Status.deserializeBinary(bytes).getDetailsList();
  const failed = ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
  return new ProviderFailure(error.details, {
    id: failed.getId(),
    state: plain(failed.getProperties()),
    reasons: failed.getReasonsList(),
  });
}
