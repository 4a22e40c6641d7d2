import type { JsonLines } from "../output/jsonLines.js";
import type { LiveArea } from "../output/liveArea.js";
import { countText } from "../output/shortText.js";
import type { FindListener, FindProblem, FoundOperation } from "../selection/foundOperation.js";
import type { Streams } from "./command.js";

/** Shows the progress and the problems of a search, and counts the problems. */
export class SearchOutput implements FindListener {
  readonly #streams: Streams;
  readonly #area: LiveArea;
  readonly #json: JsonLines | undefined;
  readonly #isQuiet: boolean;
  readonly #onFound: (found: FoundOperation) => void;
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
    this.#area.writeAbove(this.#streams.stderr, about === undefined ? message : `${about}: ${message}`);
  }

  note(text: string): void {
    if (!this.#isQuiet) {
      this.#area.writeAbove(this.#streams.stderr, text);
    }
  }

  progress(done: number, all: number): void {
    if (!this.#isQuiet) {
      this.#area.show(done < all ? [`${done} of ${countText(all, "service")} answered`] : []);
    }
  }
}
