import { createHash } from "node:crypto";
import type { JsonObject } from "../../core/json.js";
import { queryValue } from "../http/requestChecks.js";
import { type Answer, badRequest, errorAnswer, jsonAnswer } from "../http/respond.js";
import type { OperationsRequest } from "../http/router.js";
import { type OperationRecord, viewOperation } from "../operations/operationRecord.js";
import type { ServiceDefinition, ServiceDialect } from "../services/serviceDefinition.js";
import { canonicalName, type EmulatorState } from "./beginOperation.js";
import { matchesFilter, readFilter } from "./operationFilter.js";
import { operationJson } from "./operationJson.js";

/** The default and the largest number of operations on a page. The services don't publish theirs. */
const PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1000;

const standardQuery = ["filter", "pageSize", "pageToken", "returnPartialSuccess"];

/** The query parameters that a service's list accepts. */
export function listQuery({ dialect }: ServiceDefinition): readonly string[] {
  return dialect.form?.listQuery ?? standardQuery;
}

/**
 * Answers with a page of a parent's operations, oldest first. A page that is empty or short may have a next one: the
 * filter applies to a page's operations, as it does in real services.
 */
export function answerList(state: EmulatorState, request: OperationsRequest, query: URLSearchParams): Answer {
  if (queryValue(query, "returnPartialSuccess") === "true") {
    return errorAnswer("UNIMPLEMENTED", "return_partial_success is not supported by this service.");
  }
  const { dialect } = request.service;
  const parent = canonicalName(request.service, request.name, state);
  const isWildcard = /\/(?:locations|regions|zones)\/-$/.test(parent);
  const { wildcard, unreachable = [] } = (isWildcard && request.service.locations) || {};
  if (wildcard === "refused") {
    return badRequest([{ field: "name", description: `"-" is not a location of ${request.service.host}.` }]);
  }
  const records = state.store
    .below(request.service.service, parent)
    .filter(({ name }) => wildcard !== "literal" && !unreachable.some((id) => name.includes(`/${id}/`)));
  if (dialect.listOptions === "ignored") {
    return jsonAnswer(
      page(
        dialect,
        records.flatMap((record) => listEntries(state, request, record)),
      ),
    );
  }
  const filterText = queryValue(query, "filter") ?? "";
  const filter = readFilter(filterText, dialect.filterNames ?? {});
  if (!filter.ok) {
    return badRequest([{ field: "filter", description: filter.error }]);
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
  const candidates = rest.slice(0, Math.min(size || PAGE_SIZE, MAX_PAGE_SIZE));
  const shown = candidates
    .flatMap((record) => listEntries(state, request, record))
    .filter((operation) => matchesFilter(operation, filter.value));
  const last = rest.length > candidates.length ? candidates.at(-1) : undefined;
  const nextPageToken = last === undefined ? undefined : pageToken(last.sequence, scope);
  return jsonAnswer({
    ...page(dialect, shown, nextPageToken),
    ...(unreachable.length > 0 && { unreachable: unreachable.map((id) => parent.replace(/-$/, id)) }),
  });
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

/** The operation as a list shows it; empty if the list doesn't. */
function listEntries(
  state: EmulatorState,
  { service }: OperationsRequest,
  record: OperationRecord,
): JsonObject[] {
  const view = viewOperation(record, state.clock);
  const hidden = !view.snapshot.visible || (service.dialect.lists === "pending" && view.snapshot.done);
  return hidden ? [] : [operationJson(view, service)];
}

/** The opaque token of the page after an operation, so that pages don't change when others are dropped. */
function pageToken(after: number, scope: string): string {
  return Buffer.from(`${scope}:${after}`).toString("base64url");
}

/** The sequence number in a page token; `undefined` for a token of another list. */
function readPageToken(token: string, scope: string): number | undefined {
  if (token === "") {
    return 0;
  }
  const [givenScope, after] = Buffer.from(token, "base64url").toString().split(":");
  return givenScope === scope && /^\d+$/.test(after ?? "") ? Number(after) : undefined;
}
