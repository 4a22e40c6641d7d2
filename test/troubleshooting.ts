/** One entry of docs/troubleshooting.md: a heading of the third level, the messages that it is about, and text. */
export interface Entry {
  title: string;
  /** Messages, or their fixed words: `…` stands for the parts that vary. */
  quotes: string[];
  /** The labels of its paragraphs: `Cause`, `Remedy` or `Meaning`. */
  labels: string[];
}

const ENTRY = /^### (.+)\n([\s\S]*?)(?=^##|(?![\s\S]))/gm;
const QUOTES = /^```text\n([\s\S]*?)^```$/m;
const LABEL = /^\*\*(\w+):\*\* \S/gm;

export function entriesIn(page: string): Entry[] {
  return [...page.matchAll(ENTRY)].map(([, title = "", text = ""]) => ({
    title,
    quotes: QUOTES.exec(text)?.[1]?.trim().split("\n") ?? [],
    labels: [...text.matchAll(LABEL)].map(([, label = ""]) => label),
  }));
}

/** The form of a quote in a message, by whole words: `…` is any text, but none at the ends. Line breaks count as spaces. */
export function quotePattern(quote: string): RegExp {
  const fixed = quote.replace(/^…|…$/g, "").trim();
  const parts = fixed.split("…").map((part) => part.trim().replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const text = parts.map((part) => part.replace(/\s+/g, "\\s+")).join("[\\s\\S]*?");
  return new RegExp(`${/^\w/.test(fixed) ? "\\b" : ""}${text}${/\w$/.test(fixed) ? "\\b" : ""}`, "g");
}

/** The letters of a quote that are the same in all messages. A quote with few of them says nothing. */
export function fixedLetters(quote: string): number {
  return quote.replace(/[^A-Za-z]/g, "").length;
}

/** The verbs by which messages ask the user to act. */
const IMPERATIVES =
  `add adopt allow ask check choose close configure correct create delete disable enable except fix get give
  grant import increase install keep leave list log look make open pass pick press provide put raise reduce remove rename
  renew repeat replace restart retry revert run see select send set shorten start stop switch take try
  undo unset update upgrade use wait write`.split(/\s+/);

const IMPERATIVE = IMPERATIVES.map(
  (verb) => `[${verb.charAt(0).toUpperCase()}${verb.charAt(0)}]${verb.slice(1)}`,
);

/** The marks of a request. A word with a mark behind it, such as `start:` or `list.`, is a name. */
const REQUEST = new RegExp(
  [
    // An imperative begins a clause, perhaps after a condition or another imperative.
    `(?:^|[;:,(*] |\\b(?:and|or|then) )\`?(?:${IMPERATIVE.join("|")})(?![\\w./=(-]|: )`,
    // A purpose, with the request behind it: "To cancel it: POST …".
    "^To \\w+ (?:it|this): ",
    // A necessity.
    "\\b(?:must|has to|have to|needs? (?:a|the)|is (?:required|needed|missing))\\b",
  ].join("|"),
);

interface Sentence {
  text: string;
  start: number;
  end: number;
  asks: boolean;
}

/** The sentences and lines of a message. A question, such as "Did you mean …?", belongs to the request beside it. */
export function sentencesIn(message: string): Sentence[] {
  return [...message.matchAll(/\S[\s\S]*?(?:[.?!](?=\s+["`(]?[A-Z])|\n|$)/g)].map((match) => {
    const [text] = match;
    return {
      text: text.trim(),
      start: match.index,
      end: match.index + text.length,
      asks: REQUEST.test(text.trim()) || text.trim().endsWith("?"),
    };
  });
}

/**
 * The requests of a message that no quote covers. A quote covers the sentences that it matches a part of, the request
 * behind them, and every further request that follows without another sentence between. Of requests in a row, only the
 * first is returned.
 */
export function uncoveredRequests(message: string, quotes: readonly RegExp[]): string[] {
  const matches = quotes.flatMap((quote) => [...message.matchAll(quote)]);
  let previous: "covered" | "uncovered" | undefined;
  const uncovered: string[] = [];
  for (const { text, start, end, asks } of sentencesIn(message)) {
    if (matches.some(({ index, 0: match }) => index < end && index + match.length > start)) {
      previous = "covered";
    } else if (!asks) {
      previous = undefined;
    } else if (previous === undefined) {
      previous = "uncovered";
      uncovered.push(text);
    }
  }
  return uncovered;
}
