import type { JsonValue } from "../../core/json.js";
import type { Result } from "../../core/result.js";

/**
 * The most levels of lists and objects in a response. Protocol Buffers' own parsers stop at 100 by default
 * (https://protobuf.dev/programming-guides/proto-limits/), so no service sends more; JSON.parse accepts
 * millions, and code that recurses over the value would overflow the stack, here and in Pulumi's server.
 */
const MAX_JSON_DEPTH = 100;

/** Parses JSON from the network. The error names the problem: not JSON, or nested too deeply. */
export function readWireJson(text: string): Result<JsonValue, string> {
  if (isDeeperThan(text, MAX_JSON_DEPTH)) {
    return { ok: false, error: `nested more than ${MAX_JSON_DEPTH} levels deep` };
  }
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch {
    return { ok: false, error: "not JSON" };
  }
}

/** Checks the depth by the brackets outside of strings, so that a text that is refused is not parsed. */
function isDeeperThan(text: string, max: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPENING_BRACE:
      case OPENING_BRACKET:
        depth += 1;
        if (depth > max) {
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

/** The index of the closing quote of the string that begins at `begin`; the text's length if there is none. */
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
