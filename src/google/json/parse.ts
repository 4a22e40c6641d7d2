import type { JsonValue } from "../../core/json.js";
import type { Result } from "../../core/result.js";

/**
 * The most levels of lists and objects in an answer. Protocol Buffers' own parsers stop at 100 by default
 * (https://protobuf.dev/programming-guides/proto-limits/), so no service sends more; JSON.parse takes millions,
 * on which everything that recurses over the value would overflow the stack, here and in Pulumi's server.
 */
export const DEEPEST_JSON = 100;

/** Reads JSON text that came from elsewhere. The error says what is wrong with it: no JSON, or nested too deeply. */
export function readWireJson(text: string): Result<JsonValue, string> {
  if (isDeeperThan(text, DEEPEST_JSON)) {
    return { ok: false, error: `nested more than ${DEEPEST_JSON} levels deep` };
  }
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch {
    return { ok: false, error: "not JSON" };
  }
}

/** Counts brackets outside of strings; nothing is built for a text that is refused. */
function isDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPENING_BRACE:
      case OPENING_BRACKET:
        depth += 1;
        if (depth > most) {
          return true;
        }
        break;
      case CLOSING_BRACE:
      case CLOSING_BRACKET:
        depth -= 1;
        break;
    }
  }
  return false;
}

/** Where the string that begins at a position ends: its closing quote, or the end of a text that lacks one. */
function endOfString(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      return at;
    }
    if (code === BACKSLASH) {
      at += 1;
    }
  }
  return text.length;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
