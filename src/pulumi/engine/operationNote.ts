/**
 * How it stands with the operation that a step has in hand, as far as this process knows. It is what can still be
 * said when the step's result reaches nobody any more.
 */
export type OperationNote =
  | { kind: "starting"; path: string }
  | { kind: "leftRunning"; name: string }
  | { kind: "cancelRequested"; name: string }
  | { kind: "cancelNotAcknowledged"; name: string; trouble: string }
  | { kind: "undoing"; name: string; request: string }
  | { kind: "ended"; name: string };

/** What is printed by a process that has to end before its results could be saved. Empty: nothing to be said. */
export function lastWords(notes: readonly OperationNote[]): string {
  if (notes.length === 0) {
    return "";
  }
  const lines = notes.map((note) => `  ${standing(note)}\n`);
  return (
    "pulumi-gcp-lro was ended before Pulumi could save its results. As this run leaves them:\n" +
    lines.join("") +
    "What this run started may be missing from the state; `operationName` adopts an operation.\n"
  );
}

function standing(note: OperationNote): string {
  switch (note.kind) {
    case "starting":
      return `${note.path}: a start was sent and is not answered; an operation may be running`;
    case "leftRunning":
      return `${note.name}: left running`;
    case "cancelRequested":
      return `${note.name}: cancellation requested, end not awaited`;
    case "cancelNotAcknowledged":
      return `${note.name}: cancellation not acknowledged, may be running (${note.trouble})`;
    case "undoing":
      return `${note.name}: completed despite the cancel; ${note.request}, to undo it, was not seen to end`;
    case "ended":
      return `${note.name}: ended`;
  }
}
