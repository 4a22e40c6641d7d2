import type { JsonObject } from "../../core/json.js";
import type { OperationRecord, OperationSnapshot } from "../operations/operationRecord.js";
import type { SeededRandom } from "../operations/seededRandom.js";

/** What the emulator knows about one Google service. Data, but for the few functions that form its words. */
export interface ServiceDefinition {
  /** The key under which it is reached: "alloydb". */
  readonly service: string;
  readonly host: string;
  /** The first is what an operation has that no request started. */
  readonly versions: readonly string[];
  /** What stands in front of a version's paths, where it is not the version alone. */
  readonly bases?: Readonly<Record<string, string>>;
  /** The routes to operations that exist already. */
  readonly routes: readonly OperationsRoute[];
  /** The requests that start operations. */
  readonly starts: readonly StartDefinition[];
  /** The start that a request is which `starts` doesn't have and which changes no operation. Default: there is none. */
  readonly otherStart?: (method: string) => StartDefinition;
  readonly dialect: ServiceDialect;
}

/** What stands in front of a version's paths: "v1", "dns/v1". */
export function baseOf({ bases }: Pick<ServiceDefinition, "bases">, version: string): string {
  return bases?.[version] ?? version;
}

/** What can be done with an operation by its name, or with a parent that has operations. */
export type OperationsAction = "get" | "list" | "cancel" | "delete" | "wait";

/** One route to operations, in the words of Google's discovery documents. */
export interface OperationsRoute {
  readonly action: OperationsAction;
  readonly http: "GET" | "POST" | "DELETE";
  /** With the version and one `{+name}`: `/v1/{+name}:cancel`, `/v1/{+name}/operations`, `/dns/v1/{+name}`. */
  readonly template: string;
  /** What `{+name}` may be: `*` is one segment, `**` any number. */
  readonly pattern: string;
}

/** One documented request that starts an operation. */
export interface StartDefinition {
  /** The method as Google's clients call it, which is its RPC's name: "exportCluster". */
  readonly method: string;
  readonly http: "POST" | "PATCH" | "PUT" | "DELETE";
  /** Behind the version: "projects/*\/locations/*\/clusters/*:export". */
  readonly path: string;
  /** Where only some of the service's versions have it. */
  readonly versions?: readonly string[];
  /** Query parameters that it knows, beside the ones that every Google API has. */
  readonly query?: readonly string[] | "any";
  readonly requiredQuery?: readonly string[];
  /** Top-level fields of the body. Left out: the request has no body. */
  readonly body?: readonly string[] | "any";
  readonly requiredBody?: readonly string[];
  /** Body fields of which exactly one must be there (a required oneof). */
  readonly oneOf?: readonly string[];
  /** Body fields of which at least one must be there. */
  readonly anyOf?: readonly string[];
  /** Where a request id is honoured; left out where the service has none. */
  readonly requestId?: "query" | "body";
  /** Where the id of a new resource comes from: a query parameter, a body field, or the service. */
  readonly newId?: { query: string } | { body: string } | "generated";
  /** `verb` in the operation's metadata: "export". */
  readonly verb: string;
  /** The operation's response once it has succeeded: an Any. */
  readonly response: (look: OperationLook) => JsonObject;
}

/** An operation at one moment, and what is needed to put it into words. */
export interface OperationLook {
  readonly record: OperationRecord;
  readonly life: OperationSnapshot;
  /** A moment of the emulator's clock in RFC 3339, with that many fractional digits. */
  timestamp(at: number, digits: 3 | 6 | 9): string;
  /** The moment of the look, on the emulator's clock. */
  readonly now: number;
}

/** How a service words its operations. */
export interface ServiceDialect {
  /** The name of a new operation. */
  operationName(facts: NewOperationFacts): string;
  /** The name that an operation is kept under, from any form of it that the service accepts. */
  canonicalName?(name: string, projectNumber: string): string;
  /** The metadata, an Any; `undefined` where it shows none. */
  metadata(look: OperationLook): JsonObject | undefined;
  /** Whether `done: false` is written out. proto3 JSON leaves it out; some services write their defaults. */
  readonly writesDoneFalse: boolean;
  /** Whether the answer to the start shows metadata. Default: it does. */
  readonly metadataAtStart?: false;
  /** Which of a parent's operations a list shows. Default: all. */
  readonly lists?: "pending";
  /** Whether filter, pageSize and pageToken of a list do anything. Default: they do. */
  readonly listOptions?: "ignored";
  /** Names that a filter may use beside paths into the operation: "labels" for "metadata.common.labels". */
  readonly filterNames?: Readonly<Record<string, string>>;
  /**
   * Whether the record of an operation in flight can be deleted; the operation goes on all the same. Default: it can.
   */
  readonly deletesInFlight?: false;
  /**
   * Numbers of enum values, by the last two keys of their path ("common.state"), for clients that ask for
   * `$alt=json;enum-encoding=int`.
   */
  readonly enums?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  /** What an accepted cancel is answered; "nothing" is 204 without a body. Default "{}". */
  readonly cancelAnswer?: "{}" | "nothing";
  /** Left out: operations and lists look as google.longrunning says. */
  readonly form?: OperationFormDefinition;
}

/** How a service words its operations that are not google.longrunning's. */
export interface OperationFormDefinition {
  /** @param base what stands in front of names in links: "https://container.googleapis.com/v1" */
  operation(look: OperationLook, error: JsonObject | undefined, base: string): JsonObject;
  /** Query parameters of a list. */
  readonly listQuery: readonly string[];
  page(operations: JsonObject[], nextPageToken: string | undefined): JsonObject;
}

export interface NewOperationFacts {
  readonly version: string;
  readonly start: StartDefinition;
  readonly target: string;
  readonly projectNumber: string;
  readonly random: SeededRandom;
  /** Milliseconds since 1970. */
  readonly wall: number;
}
