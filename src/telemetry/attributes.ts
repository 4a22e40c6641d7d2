import type { Attributes } from "@opentelemetry/api";
import type { CallMessage } from "../core/callChannel.js";
import type { Reply, RequestFailure } from "../core/failure.js";
import type { Operation } from "../core/operation.js";
import { isRequestRefusedError } from "../core/operationErrors.js";
import type { Outcome } from "../core/outcome.js";
import { PACKAGE_VERSION } from "../google/http/headers.js";
import { readMetadata } from "../google/json/metadata.js";
import type { RequestMessage } from "../google/requestChannel.js";

/** This package's name, as the scope of its spans and metrics. */
export const ARTIFACT = "pulumi-gcp-lro";

const METHODS = {
  get: "google.longrunning.Operations/GetOperation",
  cancel: "google.longrunning.Operations/CancelOperation",
  list: "google.longrunning.Operations/ListOperations",
};

/** The name of a request's span: few different ones, so without IDs. */
export function requestName({ kind, method, name }: RequestMessage): string {
  return kind === "start" || kind === "send" ? `${method} ${template(name)}` : METHODS[kind];
}

/** A path with a star in the place of each ID, such as the cluster of an export. */
function template(path: string): string {
  const segments = path.split("/");
  const verb = /:[a-zA-Z]+$/.exec(segments.at(-1) ?? "")?.[0] ?? "";
  return segments
    .map((segment, index) => (index % 2 === 0 ? segment : `*${index === segments.length - 1 ? verb : ""}`))
    .join("/");
}

/** The attribute of the operation, or of the resource that a request is about. */
export function resourceAttributes(name: string, isNameSecret = false): Attributes {
  const id = /(?:^|\/)operations\/([^/]+)$/.exec(name)?.[1];
  const shown = isNameSecret ? id : name;
  return shown === undefined ? {} : { "gcp.resource.destination.id": shown };
}

/** The attributes of a service. */
export function serviceAttributes(host: string): Attributes {
  return { "gcp.client.service": host.split(".", 1)[0] ?? "", "url.domain": host };
}

/** The attributes of every span: this package, as Google's clients name themselves. */
export const clientAttributes: Attributes = {
  "gcp.client.artifact": ARTIFACT,
  "gcp.client.version": PACKAGE_VERSION,
};

/** The attributes that a request has in spans and in metrics. */
export function requestAttributes({ kind, method, host, baseUrl }: RequestMessage): Attributes {
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    ...serviceAttributes(host),
    "rpc.system.name": "http",
    ...(kind === "start" || kind === "send"
      ? { "http.request.method": method }
      : { "rpc.method": METHODS[kind] }),
    "server.address": hostname,
    "server.port": Number(port || (protocol === "https:" ? 443 : 80)),
  };
}

/** The attributes of a request's end. */
export function replyAttributes(reply: Reply<unknown> | undefined): Attributes {
  return reply === undefined || reply.ok ? {} : failureAttributes(reply.error);
}

/** The attributes of a poll's result. */
export function pollAttributes(operation: Operation): Attributes {
  const { done } = operation;
  return { "gcp.longrunning.done": done, ...(done && statusAttributes(operation)) };
}

function statusAttributes(operation: Operation): Attributes {
  if (!operation.done) {
    return {};
  }
  const { result } = operation;
  return { "gcp.longrunning.status_code": result.kind === "error" ? result.error.code : 0 };
}

/** The type of a failed request, as Google's clients name it. No text of the service: it may repeat a secret. */
function failureAttributes(failure: RequestFailure): Attributes {
  switch (failure.kind) {
    case "apiError":
      return { "http.response.status_code": failure.httpStatus, "error.type": failure.status };
    case "nonApiResponse":
      return { "http.response.status_code": failure.httpStatus, "error.type": String(failure.httpStatus) };
    case "unreadable":
      return {
        "http.response.status_code": failure.httpStatus,
        "error.type": "CLIENT_RESPONSE_DECODE_ERROR",
      };
    case "network":
      return {
        "error.type": failure.code === "TIMEOUT" ? "CLIENT_TIMEOUT" : "CLIENT_CONNECTION_ERROR",
        "gcp_lro.network_code": failure.code,
      };
    case "credentials":
      return { "error.type": "CLIENT_AUTHENTICATION_ERROR" };
  }
}

const TITLES = { wait: "LRO Wait", cancel: "LRO Cancel", cancelAndWait: "LRO Cancel and Wait" };

/** The name of a call's span, and the attributes that it has in spans and in metrics. */
export function callAttributes(call: CallMessage["call"]): { title: string; attributes: Attributes } {
  return { title: TITLES[call], attributes: { "gcp_lro.call": call } };
}

/** The attributes of a call's end: those of spans and metrics, and those of the span alone. */
export function callEndAttributes({ result, error }: CallMessage): Record<"shared" | "ofSpan", Attributes> {
  if (result === undefined) {
    const shared = isRequestRefusedError(error) ? failureAttributes(error.failure) : errorAttributes(error);
    return { shared, ofSpan: {} };
  }
  const { operation } = result;
  return {
    shared: { "gcp_lro.outcome": result.kind, ...outcomeErrorAttributes(result) },
    ofSpan: {
      ...(operation !== undefined && statusAttributes(operation)),
      ...(result.kind !== "gone" && {
        "gcp_lro.cancel_requested": result.kind === "cancelled" ? result.byUs : result.cancelRequested,
      }),
      ...(result.kind === "running" && { "gcp_lro.running_because": result.because }),
    },
  };
}

/** The type of an outcome that counts as an error of the call: a failed operation, or a time-out. */
function outcomeErrorAttributes(outcome: Outcome): Attributes {
  if (outcome.kind === "failed") {
    return { "error.type": outcome.error.status };
  }
  return outcome.kind === "running" && outcome.because === "deadline"
    ? { "error.type": "CLIENT_TIMEOUT" }
    : {};
}

/** The type of an error that was thrown. */
export function errorAttributes(error: unknown): Attributes {
  return { "error.type": error instanceof Error ? error.name : "CLIENT_UNKNOWN_ERROR" };
}

/**
 * The time in seconds between the end that the service reports and now; `undefined` if it reports none, or one before
 * the call began: then nothing waited for it.
 */
export function noticeLag(outcome: Outcome | undefined, begin: number, now: number): number | undefined {
  const operation = outcome?.operation;
  if (operation === undefined || !operation.done) {
    return undefined;
  }
  const endedAt = Date.parse(readMetadata(operation.metadata).endTime ?? "");
  return endedAt >= begin ? Math.max(0, now - endedAt) / 1_000 : undefined;
}
