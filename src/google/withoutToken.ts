import type { WireAnswer } from "./transport.js";

/** A shorter one is no token of Google's, and may be part of anything. */
const SHORTEST_TOKEN = 8;

/**
 * An answer without the token that its request was sent with, wherever the service repeats it: what an answer
 * says is shown, logged and kept in the state.
 *
 * @param authorization the header as it was sent
 */
export function withoutToken(answer: WireAnswer, authorization: string): WireAnswer {
  const token = authorization.slice(authorization.indexOf(" ") + 1);
  if (token.length < SHORTEST_TOKEN) {
    return answer;
  }
  const blank = (text: string): string => text.replaceAll(token, "…");
  const { text, contentType, location } = answer;
  return {
    ...answer,
    text: blank(text),
    contentType: blank(contentType),
    ...(location !== undefined && { location: blank(location) }),
  };
}
