import type { Clock } from "#src/core/clock.js";
import type { Reply, RequestFailure } from "#src/core/failure.js";
import type { Operation } from "#src/core/operation.js";
import type { RequestLimits } from "#src/core/operationsService.js";
import type { ListedParent, OperationLists } from "#src/core/parentList.js";
import { reset } from "./faults.js";
import type { ModelService } from "./modelService.js";

/** The behaviour of the list of one parent. Default: it shows all operations, and obeys filter and page size. */
export interface ListScript {
  /** `refused`: an error for every filter. `ignored`: it has no effect. `wrong`: it hides all operations. */
  filter?: "none" | "refused" | "ignored" | "wrong";
  /** The most operations on a page. Default 1,000. */
  pageSize?: number;
  /** A larger page size is refused. */
  refusesPageSize?: true;
  /** Operations that are not shown, as services do that list pending ones only, or have eventual consistency. */
  hides?: "ended" | "all" | "everySecond";
  /** Operations are shown in flight, or as ended, whatever they are. */
  shows?: "inFlight" | "ended";
  /** `truncated`: only the first page, as if it were the last. `endless`: each page leads to another, empty one. */
  pages?: "truncated" | "endless";
  /** A failure in place of the answer, by the number of the request; "hangs": no answer until the time limit. */
  fails?(nth: number): RequestFailure | "hangs" | undefined;
  /** Milliseconds from request to answer. Default 0. */
  roundTrip?: number;
}

/** A request for a page. */
export interface RecordedPage {
  parent: string;
  at: number;
  filter?: string;
}

/** The lists of a {@link ModelService} by parent. Other parents have none. */
export class ModelLists implements OperationLists {
  readonly requests: RecordedPage[] = [];
  readonly #clock: Clock;
  readonly #service: ModelService;
  readonly #names: readonly string[];
  readonly #scripts: Readonly<Record<string, ListScript>>;

  constructor(
    clock: Clock,
    service: ModelService,
    names: readonly string[],
    scripts: Readonly<Record<string, ListScript>>,
  ) {
    this.#clock = clock;
    this.#service = service;
    this.#names = names;
    this.#scripts = scripts;
  }

  listOf(name: string): ListedParent | undefined {
    const parent = parentOf(name);
    const script = this.#scripts[parent];
    if (script === undefined) {
      return undefined;
    }
    return script.filter === "none" ? { parent } : { parent, inFlightFilter: "done=false" };
  }

  async list(
    parent: string,
    query: Parameters<OperationLists["list"]>[1],
    limits: RequestLimits,
  ): ReturnType<OperationLists["list"]> {
    const { filter, pageToken = "0" } = query;
    this.requests.push({ parent, at: this.#clock.monotonic(), ...(filter !== undefined && { filter }) });
    const script = this.#scripts[parent] ?? {};
    const nth = this.requests.filter((request) => request.parent === parent).length;
    const failure = await this.#travel(script, limits, nth);
    if (failure !== undefined) {
      return { ok: false, error: failure };
    }
    const { pageSize = 1_000 } = script;
    const isSizeRefused = script.refusesPageSize && (query.pageSize ?? 0) > pageSize;
    if (isSizeRefused || (filter !== undefined && script.filter === "refused")) {
      return {
        ok: false,
        error: { ...reset(), kind: "apiError", httpStatus: 400, status: "INVALID_ARGUMENT" },
      };
    }
    const shown = this.#shown(parent, script, filter);
    const start = Number(pageToken);
    const end = start + Math.min(query.pageSize ?? pageSize, pageSize);
    const isLast = script.pages === "truncated" || (script.pages !== "endless" && end >= shown.length);
    return {
      ok: true,
      value: { operations: shown.slice(start, end), ...(!isLast && { nextPageToken: String(end) }) },
    };
  }

  #shown(parent: string, script: ListScript, filter: string | undefined): Operation[] {
    const siblings = this.#names.filter((name) => parentOf(name) === parent);
    const found = siblings
      .filter((_, index) => script.hides !== "everySecond" || index % 2 === 0)
      .map((name): Reply<Operation> => {
        switch (script.shows) {
          case "inFlight":
            return { ok: true, value: { name, done: false } };
          case "ended":
            return { ok: true, value: { name, done: true, result: { kind: "none" } } };
          default:
            return this.#service.peek(name);
        }
      })
      .filter((reply) => reply.ok)
      .map(({ value }) => value);
    if (script.hides === "all" || (filter !== undefined && script.filter === "wrong")) {
      return [];
    }
    const isFiltered = filter !== undefined && script.filter !== "ignored";
    return isFiltered || script.hides === "ended" ? found.filter(({ done }) => !done) : found;
  }

  /** Waits for the answer; returns the failure in its place. */
  async #travel(
    { fails, roundTrip = 0 }: ListScript,
    { timeout = 30_000, signal }: RequestLimits,
    nth: number,
  ): Promise<RequestFailure | undefined> {
    const fault = fails?.(nth);
    const duration = fault === "hangs" ? Number.POSITIVE_INFINITY : roundTrip;
    if (duration > 0) {
      await this.#clock.sleep(Math.min(timeout, duration), signal);
    }
    if (signal?.aborted) {
      return reset({ code: "ABORTED", message: "interrupted" });
    }
    return duration > timeout
      ? reset({ code: "TIMEOUT", message: "no answer in time" })
      : fault === "hangs"
        ? undefined
        : fault;
  }
}

function parentOf(name: string): string {
  return name.slice(0, name.lastIndexOf("/operations/"));
}
