import type { Clock } from "#src/core/clock.js";
import type { Reply } from "#src/core/failure.js";
import { isJsonObject, type JsonObject } from "#src/core/json.js";
import type { Operation } from "#src/core/operation.js";
import type { HttpRequest } from "#src/google/startRequest.js";
import { notFound } from "../support/faults.js";
import { CloudOperation, type OperationScript } from "./cloudOperation.js";

export const parent = "projects/p/locations/l";

/** Milliseconds that an undo takes if it is an operation. */
const UNDO_TAKES = 5_000;

/**
 * The cloud with every operation that was ever started. This model has a double of its own because it needs requests
 * that arrive twice or late, and other users.
 */
export class Cloud {
  /** In the order of their starts: ours, and those of other users on the same target. */
  readonly operations: CloudOperation[] = [];
  /** The operations that undos return. */
  readonly #undoOperations: CloudOperation[] = [];
  readonly #clock: Clock;
  readonly #scripts: readonly OperationScript[];
  readonly #byRequestId = new Map<string, CloudOperation>();

  /** @param scripts of the operations, in the order of their starts; then from the first again */
  constructor(clock: Clock, scripts: readonly OperationScript[]) {
    this.#clock = clock;
    this.#scripts = scripts;
  }

  /** A start that arrives begins an operation, unless its request id has begun one before (AIP-155). */
  start(request: HttpRequest): CloudOperation {
    const id = requestIdOf(request);
    const known = id === undefined ? undefined : this.#byRequestId.get(id);
    if (known !== undefined) {
      return known;
    }
    const operation = this.#begin(true);
    if (id !== undefined) {
      this.#byRequestId.set(id, operation);
    }
    return operation;
  }

  /** Another user starts an operation whose metadata doesn't distinguish it from ours. */
  startByAnotherUser(): CloudOperation {
    return this.#begin(false);
  }

  #begin(isOurs: boolean): CloudOperation {
    const number = this.operations.filter((other) => other.isOurs === isOurs).length;
    const script = this.#scripts[number % this.#scripts.length];
    if (script === undefined) {
      throw new Error("A cloud without scripts has no operations.");
    }
    const facts: JsonObject = {
      "@type": "type.googleapis.com/google.cloud.alloydb.v1beta.OperationMetadata",
      createTime: new Date(this.#clock.wall()).toISOString(),
      target: `${parent}/clusters/c`,
      verb: "export",
    };
    // No name is the beginning of another one, so that a text contains a name only if it means it.
    const name = `${parent}/operations/${isOurs ? "o" : "x"}${String(number + 1).padStart(3, "0")}`;
    const operation = new CloudOperation(name, this.#clock.monotonic(), script, facts, isOurs);
    this.operations.push(operation);
    return operation;
  }

  /** An undo is done at once, or returns an operation of a few seconds: every other time. */
  undo(): Operation | undefined {
    const number = this.#undoOperations.length;
    const name = `${parent}/operations/u${String(number + 1).padStart(3, "0")}`;
    const script: OperationScript = {
      runsFor: number % 2 === 0 ? UNDO_TAKES : 0,
      end: "response",
      cancel: "ignored",
    };
    const operation = new CloudOperation(name, this.#clock.monotonic(), script, {}, true);
    this.#undoOperations.push(operation);
    const now = this.#clock.monotonic();
    return operation.isInFlight(now) ? operation.asStarted(now) : undefined;
  }

  find(name: string): CloudOperation | undefined {
    return [...this.operations, ...this.#undoOperations].find((operation) => operation.name === name);
  }

  isInFlight(name: string): boolean {
    return this.find(name)?.isInFlight(this.#clock.monotonic()) ?? false;
  }

  /** The operations that our starts began and that have not ended. */
  get oursInFlight(): CloudOperation[] {
    return this.operations.filter(({ name, isOurs }) => isOurs && this.isInFlight(name));
  }

  look(name: string): Reply<Operation> {
    return this.find(name)?.look(this.#clock.monotonic()) ?? { ok: false, error: notFound };
  }

  cancel(name: string): Reply<undefined> {
    return this.find(name)?.acceptCancel(this.#clock.monotonic()) ?? { ok: false, error: notFound };
  }

  /** The operation that GetOperation returns at this time. */
  get listed(): Operation[] {
    return this.operations
      .map(({ name }) => this.look(name))
      .flatMap((reply) => (reply.ok ? [reply.value] : []));
  }
}

export function requestIdOf({ query, body }: HttpRequest): string | undefined {
  const inBody = isJsonObject(body) ? body.requestId : undefined;
  return query?.requestId ?? (typeof inBody === "string" ? inBody : undefined);
}

/** True for the name of an operation that an undo returned. */
export function isOfUndo(name: string): boolean {
  return name.startsWith(`${parent}/operations/u`);
}
