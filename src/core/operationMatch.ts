import { isJsonObject, type JsonObject } from "./json.js";
import { readMetadata } from "./metadata.js";
import type { Operation } from "./operation.js";
import { mayBeInLine, mayBeSame } from "./resourceLikeness.js";
import { isIdOf, type StartExpectation } from "./startExpectation.js";

/** What one criterion says about an operation. `untold`: the service doesn't tell what would be compared. */
export type Judgement = "fits" | "contradicts" | "untold";

/** An operation held against what a request would have started. */
export interface OperationMatch {
  /** The start time against the window. */
  time: Judgement;
  target: Judgement;
  verb: Judgement;
  labels: Judgement;
  /** Where its data come from or go to. */
  place: Judgement;
  /** Where it is kept: below what it works on, or above. */
  parent: Judgement;
}

/** What services call the metadata of operations of every kind: no verb to be had from it. */
const GENERAL_MESSAGE =
  /^(?:Common|Generic|Standard|Index|LongRunning|Lro)?(?:Operation|LongRunning|Lro|Status)?$/i;

/** Words that begin the names of metadata messages (`ImportDocumentsMetadata`) and name what is done. */
const MESSAGE_VERB =
  /^(?:add|backup|batch|clone|copy|create|delete|deploy|export|failover|import|move|patch|promote|provision|purge|recrawl|remove|restart|restore|resume|rollback|start|stop|switch|train|tune|undeploy|update|upgrade)/;

/** What services call any change of a resource, whichever method made it. */
const ANY_CHANGE = /^(?:update|patch|modify|edit)/;

/**
 * Holds an operation against what a request would have started: by what it tells itself, since filters of lists
 * are ignored or refused by some services, and names hold project numbers where requests hold ids.
 */
export function matchOperation(expected: StartExpectation, operation: Operation): OperationMatch {
  const metadata = operation.metadata ?? {};
  const report = readMetadata(metadata);
  return {
    time: judgeTime(expected, report.startTime),
    target: judgeTarget(expected, report.target, metadata),
    verb: judgeVerb(expected, report.verb, metadata),
    labels: judgeLabels(expected.labels, metadata),
    place: judgePlaces(expected.places, metadata),
    parent: judgeParent(expected, operation.name),
  };
}

/**
 * Whether an operation is one that the request may have started. It has to say that it began in time and
 * something else that fits, and nothing that doesn't: adopting a stranger's operation is worse than asking.
 */
export function isMatch(match: OperationMatch): boolean {
  const { time, target, verb, labels, place } = match;
  return (
    time === "fits" &&
    [target, verb, labels, place].includes("fits") &&
    !Object.values(match).includes("contradicts")
  );
}

/** The same, whenever it began: clocks may be wrong by more than is allowed for. */
export function isMatchAtAnyTime(match: OperationMatch): boolean {
  return isMatch({ ...match, time: "fits" });
}

function judgeTime({ from, to }: StartExpectation, startTime: string | undefined): Judgement {
  const at = startTime === undefined ? Number.NaN : Date.parse(startTime);
  if (Number.isNaN(at)) {
    return "untold";
  }
  return at >= from && at <= to ? "fits" : "contradicts";
}

/** Datastore tells no target, but the id of an index: `metadata.indexId`. */
function judgeTarget(
  { targets }: StartExpectation,
  told: string | undefined,
  metadata: JsonObject,
): Judgement {
  if (told !== undefined) {
    const isId = !told.includes("/");
    return verdict(targets.some((target) => (isId ? target.endsWith(`/${told}`) : mayBeSame(target, told))));
  }
  const [collection = "", id = "*"] = (targets[0] ?? "").split("/").slice(-2);
  const toldId = Object.entries(metadata).find(([key]) => isIdOf(key, collection))?.[1];
  return typeof toldId !== "string" || id === "*" ? "untold" : verdict(toldId === id);
}

function judgeVerb(expected: StartExpectation, told: string | undefined, metadata: JsonObject): Judgement {
  if (told !== undefined) {
    const word = lettersOf(told);
    const fits = expected.verbs.some((verb) => beginsAlike(word, lettersOf(verb)));
    return !fits && expected.isCustomMethod && ANY_CHANGE.test(word) ? "untold" : verdict(fits);
  }
  const type = metadata["@type"];
  const message =
    typeof type === "string" ? (/([^./]*)$/.exec(type)?.[1]?.replace(/Metadata$/, "") ?? "") : "";
  if (GENERAL_MESSAGE.test(message)) {
    return "untold";
  }
  const word = lettersOf(message);
  if (expected.verbs.some((verb) => word.includes(lettersOf(verb)))) {
    return "fits";
  }
  return MESSAGE_VERB.test(word) ? "contradicts" : "untold";
}

/** `EXPORT_ENTITIES` and `export`, `create` and `createsecondary`. */
function beginsAlike(one: string, other: string): boolean {
  return one !== "" && other !== "" && (one.startsWith(other) || (one.length > 3 && other.startsWith(one)));
}

function judgeLabels(expected: Record<string, string>, metadata: JsonObject): Judgement {
  const common = isJsonObject(metadata.common) ? metadata.common : {};
  const told = [metadata.labels, common.labels].find(isJsonObject);
  const wanted = Object.entries(expected);
  return told === undefined || wanted.length === 0
    ? "untold"
    : verdict(wanted.every(([key, value]) => told[key] === value));
}

/** A prefix may come back with what the service has put behind it. */
function judgePlaces(expected: Record<string, string>, metadata: JsonObject): Judgement {
  const told = Object.entries(expected).filter(([key]) => typeof metadata[key] === "string");
  return told.length === 0
    ? "untold"
    : verdict(told.every(([key, value]) => String(metadata[key]).startsWith(value)));
}

/** The likeliest target decides: an operation on another resource of the same parent is below that parent, too. */
function judgeParent({ targets }: StartExpectation, name: string): Judgement {
  const parent = name.split("/").slice(0, -2).join("/");
  return parent === "" ? "untold" : verdict(mayBeInLine(parent, targets[0] ?? ""));
}

function verdict(fits: boolean): Judgement {
  return fits ? "fits" : "contradicts";
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, "");
}
