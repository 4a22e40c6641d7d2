import type { JsonObject } from "../../core/json.js";
import type { OperationView } from "../operations/operationRecord.js";
import type { SeededRandom } from "../operations/seededRandom.js";

/** An emulated Google service: data, and the few functions that form its names and JSON. */
export interface ServiceDefinition {
  /** The key that selects it: "alloydb". */
  readonly service: string;
  readonly host: string;
  /** The first is the version of operations that no request started. */
  readonly versions: readonly string[];
  /** The path prefix of a version, if it isn't the version alone. */
  readonly bases?: Readonly<Record<string, string>>;
  /** The routes to existing operations. */
  readonly routes: readonly OperationsRoute[];
  /** The requests that start operations. */
  readonly starts: readonly StartDefinition[];
  /** The start that any other change of a resource is. Default: such requests start nothing. */
  readonly genericStart?: (method: string) => StartDefinition;
  readonly dialect: ServiceDialect;
  /** False if it is not enabled in any project. Default: it is enabled in all of them. */
  readonly enabled?: boolean;
  readonly locations?: ServiceLocations;
}

/** The locations of an emulated service. */
export interface ServiceLocations {
  /** Default: `europe-west1`, `us-central1`, and those of its operations. */
  readonly ids?: readonly string[];
  /**
   * The answer to a list of operations of `locations/-`: the operations of `all` locations, an empty list because `-`
   * is taken for the ID of a location (`literal`), or an error (`refused`). Default: `all`.
   */
  readonly wildcard?: "all" | "literal" | "refused";
  /** Locations that a list of `locations/-` can't reach: it leaves out their operations and names them. */
  readonly unreachable?: readonly string[];
}

/** The path prefix of a version: "v1", "dns/v1". */
export function baseOf({ bases }: Pick<ServiceDefinition, "bases">, version: string): string {
  return bases?.[version] ?? version;
}

/** The methods of google.longrunning.Operations: on an operation, or on a parent that has operations. */
export type OperationsAction = "get" | "list" | "cancel" | "delete" | "wait";

/** One route to operations, in the notation of Google's discovery documents. */
export interface OperationsRoute {
  readonly action: OperationsAction;
  readonly http: "GET" | "POST" | "DELETE";
  /** With the version and one `{+name}`: `/v1/{+name}:cancel`, `/v1/{+name}/operations`, `/dns/v1/{+name}`. */
  readonly template: string;
  /** The names that `{+name}` matches: `*` is one segment, `**` any number. */
  readonly pattern: string;
}

/** One documented request that starts an operation. */
export interface StartDefinition {
  /** The method as Google's clients call it, which is its RPC's name: "exportCluster". */
  readonly method: string;
  readonly http: "POST" | "PATCH" | "PUT" | "DELETE";
  /** The path after the version: "projects/*\/locations/*\/clusters/*:export". */
  readonly path: string;
  /** The versions that have it. Default: all. */
  readonly versions?: readonly string[];
  /** Query parameters that it accepts, beside those of every Google API. */
  readonly query?: readonly string[] | "any";
  readonly requiredQuery?: readonly string[];
  /** Top-level fields of the body. Default: the request has no body. */
  readonly body?: readonly string[] | "any";
  readonly requiredBody?: readonly string[];
  /** Body fields of which exactly one must be set (a required oneof). */
  readonly oneOf?: readonly string[];
  /** Body fields of which at least one must be set. */
  readonly anyOf?: readonly string[];
  /** Location of the request id. Default: the service has none. */
  readonly requestId?: "query" | "body";
  /** Source of a new resource's id: a query parameter, a body field, or the service. */
  readonly newId?: { query: string } | { body: string } | "generated";
  /** `verb` in the operation's metadata: "export". */
  readonly verb: string;
  /** The operation's response when it has succeeded: an Any. */
  readonly response: (view: OperationView) => JsonObject;
}

/** The names and JSON of a service's operations, and what its methods for them accept. */
export interface ServiceDialect {
  /** Forms the name of a new operation. */
  operationName(context: OperationNameContext): string;
  /** The name under which an operation is stored, from any form of it that the service accepts. */
  canonicalName?(name: string, projectNumber: string): string;
  /** The metadata, an Any; `undefined` if the service shows none. */
  metadata(view: OperationView): JsonObject | undefined;
  /** True if `done: false` is written. proto3 JSON leaves it out; some services write their defaults. */
  readonly writesDoneFalse: boolean;
  /** False if the answer to the start has no metadata. Default: it has. */
  readonly metadataAtStart?: false;
  /** The operations of a parent that a list shows. Default: all. */
  readonly lists?: "pending";
  /** "ignored" if a list ignores filter, pageSize and pageToken. Default: it obeys them. */
  readonly listOptions?: "ignored";
  /** Names that a filter may use beside paths into the operation: "labels" for "metadata.common.labels". */
  readonly filterNames?: Readonly<Record<string, string>>;
  /** False if the record of an operation in flight can't be deleted. Default: it can; the operation continues. */
  readonly deletesInFlight?: false;
  /**
   * Numbers of enum values, by the last two keys of their path ("common.state"), for clients that ask for
   * `$alt=json;enum-encoding=int`.
   */
  readonly enums?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  /** Answer to an accepted cancel; "nothing" is 204 without a body. Default "{}". */
  readonly cancelAnswer?: "{}" | "nothing";
  /** The JSON of operations and lists. Default: google.longrunning's. */
  readonly form?: OperationFormDefinition;
}

/** The JSON of operations that aren't google.longrunning's. */
export interface OperationFormDefinition {
  /** @param base the prefix of names in links: "https://container.googleapis.com/v1" */
  operation(view: OperationView, error: JsonObject | undefined, base: string): JsonObject;
  /** Query parameters of a list. */
  readonly listQuery: readonly string[];
  page(operations: JsonObject[], nextPageToken: string | undefined): JsonObject;
}

/** The input for the name of a new operation. */
export interface OperationNameContext {
  readonly version: string;
  readonly method: string;
  readonly verb: string;
  readonly target: string;
  readonly projectNumber: string;
  readonly random: SeededRandom;
  /** Milliseconds since 1970. */
  readonly wall: number;
}
