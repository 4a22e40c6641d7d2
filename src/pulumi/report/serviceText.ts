import type { RequestFailure } from "../../core/failure.js";
import { describeFailure } from "../../core/failure.js";
import type { Operation, OperationError } from "../../core/operation.js";
import type { RequestRefusedError } from "../../core/operationErrors.js";
import type { UnansweredPoll } from "../../core/polling.js";
import { formatRow } from "../../core/row.js";
import { excerpt, safeMessage, withoutFullStop } from "../../core/text.js";
import { partialEffectsOf, readMetadata } from "../../google/json/metadata.js";
import { messageTypeOf, operationId, operationRow, percentOf, subjectOf } from "../../google/operationRow.js";
import type { OperationOutputs } from "../state/outputs.js";

/** A timestamp and nothing else. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT[\d:.]{5,24}(?:Z|[+-]\d\d:\d\d)$/;

const WITHHELD = "the message is not shown, because an argument is secret";

/** The secrecy of a resource's arguments: a service may repeat any argument in its responses. */
export interface SecretArguments {
  /** True if any argument is secret. */
  isSecret: boolean;
  /** True if an argument that becomes part of the operation's name is secret. */
  isNameSecret: boolean;
}

/**
 * Builds every log text, progress line and error that contains a text of a service. If an argument is secret, the text is
 * left out; if an argument that becomes part of names is secret, names are reduced to their last segment.
 */
export class ServiceText {
  readonly #isSecret: boolean;
  readonly #isNameSecret: boolean;

  constructor(secrets: SecretArguments) {
    this.#isSecret = secrets.isSecret || secrets.isNameSecret;
    this.#isNameSecret = secrets.isNameSecret;
  }

  /** The name of an operation. */
  name(name: string): string {
    return this.#isNameSecret ? operationId(name) : name;
  }

  /** The path of the user's request, without host. */
  path(path: string): string {
    return this.#isNameSecret ? `…${/[^/]*$/.exec(path)?.[0].replace(/^[^:]*/, "") ?? ""}` : path;
  }

  /** A request that the user can send by hand. */
  request(request: string): string {
    return this.#isNameSecret ? withoutPath(request) : request;
  }

  /** A request to a resource that the service named. */
  resourceRequest(request: string): string {
    return this.#isSecret ? request.replace(/ .*$/s, " …") : request;
  }

  /** A text that the service sent. */
  response(text: string): string {
    return this.#isSecret ? WITHHELD : text;
  }

  /** A failed request, without a full stop. `next`: the next step, as a clause. */
  failure(failure: RequestFailure, next?: string): string {
    if (!this.#isSecret) {
      return describeFailure(failure, next);
    }
    return describeFailure({ ...withoutServiceText(failure), request: this.request(failure.request) }, next);
  }

  /** A sentence about the last failed poll or cancel of an operation, after a space; empty if none failed. */
  lastFailure(failure: RequestFailure | undefined): string {
    if (failure === undefined) {
      return "";
    }
    const kind = failure.request.startsWith("GET ") ? "request for its state" : "cancel request";
    return ` The last ${kind} failed: ${this.failure(failure)}.`;
  }

  /** The reason for an unknown state, without a full stop: the last failure, or `interrupted` if none failed. */
  unknownReason({ failure }: UnansweredPoll, interrupted: string): string {
    return failure === undefined ? interrupted : this.failure(failure);
  }

  /**
   * A refusal in sentences: the state of the operation, the failure, and the details.
   *
   * @param name the words for the operation
   */
  refusal(
    { failure, state, details, operationName }: RequestRefusedError,
    name = this.name(operationName),
  ): string {
    return `${state.replaceAll(operationName, name)}: ${this.failure(failure)}. ${details}`.trimEnd();
  }

  /** The error that an operation ended with, without a full stop. */
  error(error: OperationError): string {
    return `${error.status} (code ${error.code}): ${this.errorMessage(error)}`;
  }

  /** The message of such an error, without a full stop. */
  errorMessage({ message }: OperationError): string {
    return this.response(withoutFullStop(safeMessage(message)) || "no message");
  }

  /** The state or the end of an operation, as the end of a sentence. */
  state(operation: Operation): string {
    if (!operation.done) {
      return readMetadata(operation.metadata).cancelRequested ? "is being cancelled" : "is running";
    }
    if (operation.result.kind !== "error") {
      return "succeeded";
    }
    const { error } = operation.result;
    return error.status === "CANCELLED" ? "was cancelled" : `failed with ${this.error(error)}`;
  }

  /** The row of an operation in flight. */
  row(state: string, { name, metadata = {} }: Pick<Operation, "name" | "metadata">): string {
    return this.#isSecret
      ? formatRow({ state, progress: percentOf(metadata), id: operationId(name) })
      : formatRow(operationRow(state, { name, metadata }));
  }

  /** The line after a wait that ended with a completion: `succeeded, export of clusters/orders, operation-1`. */
  succeeded({ operationName, metadata = {} }: OperationOutputs): string {
    const subject = this.#isSecret ? undefined : subjectOf(metadata);
    return formatRow({ state: "succeeded", subject, id: operationId(operationName) });
  }

  /** The work that an ended operation leaves behind; `undefined` if the service reports none. */
  partialEffects({ metadata }: Operation): string | undefined {
    return this.#isSecret ? undefined : partialEffectsOf(metadata);
  }

  /** An operation for a user to choose from: name, verb, target, start time, state. */
  candidate(operation: Operation): string {
    const { verb, target, startTime } = readMetadata(operation.metadata);
    const kind = verb ?? messageTypeOf(operation.metadata);
    const description = [
      ...(kind === undefined ? [] : [excerpt(kind)]),
      ...(target === undefined ? [] : [`on ${excerpt(target)}`]),
    ];
    const details = [
      ...(this.#isSecret ? [] : description),
      ...(startTime !== undefined && TIMESTAMP.test(startTime) ? [`started ${startTime}`] : []),
      operation.done ? "ended" : "running",
    ];
    return `${this.name(operation.name)} (${details.join(", ")})`;
  }
}

function withoutServiceText(failure: RequestFailure): RequestFailure {
  switch (failure.kind) {
    case "apiError": {
      const { kind, request, httpStatus, status, retryAfter, hint } = failure;
      return {
        kind,
        request,
        httpStatus,
        status,
        message: WITHHELD,
        ...(retryAfter !== undefined && { retryAfter }),
        ...(hint !== undefined && { hint }),
      };
    }
    case "nonApiResponse":
    case "unreadable": {
      const { server: _, ...rest } = failure;
      const problem = "problem" in rest ? { problem: "the reason is not shown" } : {};
      return { ...rest, ...problem, excerpt: WITHHELD };
    }
    case "credentials":
      return { ...failure, message: failure.summary ?? failure.message };
    case "network":
      return failure;
  }
}

/** `POST https://host/v1/projects/p/…` as `POST https://host/…`. */
function withoutPath(request: string): string {
  return request.replace(/^((?:[A-Z]+ )?https?:\/\/[^/]+)\/.*$/, "$1/…");
}
