/**
 * The form of progressTable.json: the progress in the metadata of operations, by service and type of message. `*` stands
 * for the version in a type, and for each element of a list or map in a path. generate/progressTable.mjs makes the file.
 */
type ProgressTable = Record<string, Record<string, MessageProgress>>;

/** The paths of the progress in a message. */
export interface MessageProgress {
  /** Percentages from 0 to 100, whose mean is the progress. */
  percent?: string[];
  /** A fraction from 0 to 1. */
  ratio?: string;
  /** The most meaningful one first. */
  counters?: CounterPaths[];
}

export interface CounterPaths {
  /** In the plural. Without it, the counter only makes a percentage. */
  unit?: string;
  done: string;
  failed?: string;
  /** The work that is neither done nor failed. */
  pending?: string;
  total?: string;
}

let byType: ReadonlyMap<string, MessageProgress> | undefined;

/** Finds the progress in a message by its full name, such as `google.cloud.speech.v1.LongRunningRecognizeMetadata`. */
export function progressOfMessage(type: string): MessageProgress | undefined {
  if (byType === undefined) {
    const table = require("./progressTable.json") as ProgressTable;
    byType = new Map(Object.values(table).flatMap((messages) => Object.entries(messages)));
  }
  return byType.get(type.replace(/\.v\d\w*\./, ".*."));
}
