import { createHash } from "node:crypto";
import type { JsonObject } from "../../core/json.js";
import { queryValue } from "../http/requestChecks.js";
import { type Answer, badRequest, errorAnswer, jsonAnswer } from "../http/respond.js";
import type { OperationsRequest } from "../http/router.js";
import type { EmulatorState } from "../operations/beginOperation.js";
import { canonicalName } from "../operations/beginOperation.js";
import { matchesFilter, readFilter } from "../operations/operationFilter.js";
import { lookAt, operationJson } from "../operations/operationJson.js";
import type { OperationRecord } from "../operations/operationRecord.js";
import type { ServiceDefinition, ServiceDialect } from "../services/serviceDefinition.js";

/** Operations on a page where the request names no size, and at most. The services don't publish theirs. */
const PAGE_SIZE = 100;
const LARGEST_PAGE_SIZE = 1000;

const standardQuery = ["filter", "pageSize", "pageToken", "returnPartialSuccess"];

/** The query parameters that a service's list knows. */
export function listQuery({ dialect }: ServiceDefinition): readonly string[] {
  return dialect.form?.listQuery ?? standardQuery;
}

/**
 * A page of a parent's operations, oldest first. A page may be empty or short and still have a next one: the
 * filter works on what the page has looked at, as it does in real services.
 */
export function answerList(state: EmulatorState, request: OperationsRequest, query: URLSearchParams): Answer {
  if (queryValue(query, "returnPartialSuccess") === "true") {
    return errorAnswer("UNIMPLEMENTED", "return_partial_success is not supported by this service.");
  }
  const { dialect } = request.service;
  const parent = canonicalName(request.service, request.name, state);
  const records = state.store.below(request.service.service, parent);
  if (dialect.listOptions === "ignored") {
    return jsonAnswer(
      page(
        dialect,
        records.flatMap((record) => listed(state, request, record)),
      ),
    );
  }
  const filterText = queryValue(query, "filter") ?? "";
  const filter = readFilter(filterText, dialect.filterNames ?? {});
  if (!filter.ok) {
    return badRequest([{ field: "filter", description: filter.problem }]);
  }
  const size = Number(queryValue(query, "pageSize") || queryValue(query, "maxResults") || 0);
  if (!Number.isInteger(size) || size < 0) {
    return badRequest([{ field: "pageSize", description: "page_size must be an integer of 0 or more." }]);
  }
  const scope = createHash("sha256").update(`${parent}\n${filterText}`).digest("base64url").slice(0, 8);
  const after = readPageToken(queryValue(query, "pageToken") ?? "", scope);
  if (after === undefined) {
    return badRequest([{ field: "pageToken", description: "page_token is not one that this list gave." }]);
  }
  const rest = records.filter((record) => record.sequence > after);
  const window = rest.slice(0, Math.min(size || PAGE_SIZE, LARGEST_PAGE_SIZE));
  const shown = window
    .flatMap((record) => listed(state, request, record))
    .filter((operation) => matchesFilter(operation, filter.value));
  const last = rest.length > window.length ? window.at(-1) : undefined;
  return jsonAnswer(page(dialect, shown, last === undefined ? undefined : pageToken(last.sequence, scope)));
}

function page({ form }: ServiceDialect, operations: JsonObject[], nextPageToken?: string): JsonObject {
  if (form !== undefined) {
    return form.page(operations, nextPageToken);
  }
  return {
    ...(operations.length > 0 ? { operations } : {}),
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
  };
}

/** The operation as a list shows it, or nothing. */
function listed(state: EmulatorState, { service }: OperationsRequest, record: OperationRecord): JsonObject[] {
  const look = lookAt(record, state.clock);
  const hidden = !look.life.visible || (service.dialect.lists === "pending" && look.life.done);
  return hidden ? [] : [operationJson(look, service)];
}

/** Opaque to clients; it counts from the last operation looked at, so pages stay as they are when others vanish. */
function pageToken(after: number, scope: string): string {
  return Buffer.from(`${scope}:${after}`).toString("base64url");
}

/** The sequence to go on after; `undefined` for a token of another list. */
function readPageToken(token: string, scope: string): number | undefined {
  if (token === "") {
    return 0;
  }
  const [givenScope, after] = Buffer.from(token, "base64url").toString().split(":");
  return givenScope === scope && /^\d+$/.test(after ?? "") ? Number(after) : undefined;
}
