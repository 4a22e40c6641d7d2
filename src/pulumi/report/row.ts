import { oneLine } from "../../core/text.js";

/** The parts of a resource's row, most important first: a terminal cuts off the end. */
export interface Row {
  /** The state in one word: `running`. */
  state: string;
  /** The percent or a counter: `40 %`, `12 of 40 ended`. */
  progress?: string | undefined;
  /** The verb and its target, relative to the parent: `export of clusters/orders`. */
  subject?: string | undefined;
  /** The state in the service's own words. It is left out if it repeats `state`. */
  stage?: string | undefined;
  /** The ID of the operation, in full. */
  id?: string | undefined;
}

/** The most characters before the ID. A terminal of 120 columns shows about 50 of them, one of 80 columns about 10. */
const MAX_LENGTH = 60;

/** Formats a row as one line without unprintable characters: `cancelling, 40 %, export of clusters/orders, operation-1`. */
export function formatRow({ state, progress, subject, stage, id }: Row): string {
  const ownStage = stage?.toLowerCase() === state.toLowerCase() ? undefined : stage;
  const beginning = joined([state, progress, subject, ownStage]);
  return joined([beginning.length > MAX_LENGTH ? `${beginning.slice(0, MAX_LENGTH - 1)}…` : beginning, id]);
}

function joined(parts: (string | undefined)[]): string {
  return parts
    .map((part = "") => oneLine(part))
    .filter((part) => part !== "")
    .join(", ");
}
