import { tracingChannel } from "node:diagnostics_channel";
import type { Reply } from "../core/failure.js";
import type { WireRequest } from "./http/wire.js";

/** A request to a service, as its channel publishes it. */
export interface RequestMessage {
  readonly kind: WireRequest["kind"];
  /** The name of the operation; for a list its parent, for other requests the path. */
  readonly name: string;
  readonly method?: WireRequest["method"];
  /** The host in full resource names. */
  readonly host: string;
  /** Scheme, host and possibly a path of the URL. */
  readonly baseUrl: string;
  /** Present at the end. */
  readonly result?: Reply<unknown>;
}

/** The channel of requests. Without subscribers, publishing costs less than a microsecond. */
export const requestChannel = tracingChannel<unknown, RequestMessage>("pulumi-gcp-lro:request");
