import type { JsonLines } from "../output/jsonLines.js";
import type { LiveArea } from "../output/liveArea.js";
import { countText } from "../output/shortText.js";
import type { FindListener, FindProblem, FoundOperation } from "../selection/foundOperation.js";
import type { Streams } from "./command.js";

/** Shows the progress of a search, and its problems at the end: among the rows of a table they would be overlooked. */
export class SearchOutput implements FindListener {
  readonly #streams: Streams;
  readonly #area: LiveArea;
  readonly #json: JsonLines | undefined;
  readonly #isQuiet: boolean;
  readonly #onFound: (found: FoundOperation) => void;
  readonly #messages: string[] = [];
  /** The number of problems. */
  problems = 0;

  constructor(
    streams: Streams,
    area: LiveArea,
    { json, isQuiet }: { json?: JsonLines | undefined; isQuiet: boolean },
    onFound: (found: FoundOperation) => void,
  ) {
    this.#streams = streams;
    this.#area = area;
    this.#json = json;
    this.#isQuiet = isQuiet;
    this.#onFound = onFound;
  }

  found(operation: FoundOperation): void {
    this.#onFound(operation);
  }

  problem(problem: FindProblem): void {
    this.problems += 1;
    this.#json?.problem(problem);
    const { service, name, message } = problem;
    const isNamed = name !== undefined && message.includes(name);
    const about = isNamed ? undefined : (name ?? service);
    this.#messages.push(about === undefined ? message : `${about}: ${message}`);
  }

  note(text: string): void {
    if (!this.#isQuiet) {
      this.#messages.push(text);
    }
  }

  progress(done: number, all: number): void {
    if (!this.#isQuiet) {
      this.#area.show(() => (done < all ? [`${done} of ${countText(all, "service")} answered`] : []));
    }
  }

  /** Ends the output of the search, complete or not, and writes the problems. */
  end(): void {
    this.#area.close();
    for (const message of this.#messages) {
      this.#streams.stderr.write(`${message}\n`);
    }
  }
}

/** The note of a search without a result. @param problems the number of parts of the result that are missing */
export function noOperations(state: "running" | "done" | "all", problems: number): string {
  const operations = `${state === "all" ? "" : `${state} `}operations`;
  return problems === 0
    ? `No ${operations} match.`
    : `No ${operations} match in the lists that this command could read.`;
}
