/** The most characters of a page token: one in a longer URL is refused on the way. */
const LONGEST_TOKEN = 8_000;

/**
 * The most empty pages in a row. A filter may leave many pages without an entry, but a list that goes on and on
 * brings nothing any more.
 */
export const MOST_EMPTY_PAGES = 10_000;

/** The page tokens of one list on its way, of which it remembers one alone, however long the list is. */
export class PageTrail {
  #landmark: string | undefined;
  #sinceLandmark = 0;
  #untilNextLandmark = 1;
  #emptyInARow = 0;

  /** Why a page's token leads nowhere, to be said of the page; `undefined` where it can be followed. */
  follow(token: string, entries: number): string | undefined {
    this.#emptyInARow = entries === 0 ? this.#emptyInARow + 1 : 0;
    if (token.length > LONGEST_TOKEN) {
      return "its nextPageToken is too long to be sent";
    }
    if (token === this.#landmark) {
      return "its nextPageToken leads to a page that was there before";
    }
    if (this.#emptyInARow === MOST_EMPTY_PAGES) {
      return `${MOST_EMPTY_PAGES} pages in a row were empty, and more are said to follow`;
    }
    this.#remember(token);
    return undefined;
  }

  /** Brent's way of finding a circle: a landmark that moves on after 1, 2, 4, 8, … steps is passed again. */
  #remember(token: string): void {
    this.#sinceLandmark += 1;
    if (this.#sinceLandmark >= this.#untilNextLandmark) {
      this.#landmark = token;
      this.#sinceLandmark = 0;
      this.#untilNextLandmark *= 2;
    }
  }
}
