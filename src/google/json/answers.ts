import type { Reply, RequestFailure } from "../../core/failure.js";
import type { JsonValue } from "../../core/json.js";
import { excerpt } from "../../core/text.js";
import { LONGEST_BODY } from "../http/body.js";
import type { WireAnswer } from "../http/wire.js";
import { readHttpError, serverOf } from "./httpError.js";
import { readWireJson } from "./parse.js";

/** An answer and the JSON in it. */
export interface JsonAnswer {
  answer: WireAnswer;
  value: JsonValue;
}

/**
 * The JSON in an answer, `null` for an empty body: some services answer a cancel with nothing at all.
 *
 * @param request as failures name it
 * @param now wall time in milliseconds
 */
export function readJsonAnswer(answer: WireAnswer, request: string, now: number): Reply<JsonAnswer> {
  if (answer.status >= 300 && answer.status < 400) {
    return failed(redirectFailure(answer, request));
  }
  if (answer.status < 200 || answer.status >= 300) {
    return failed(readHttpError(answer, request, now));
  }
  if (!answer.complete) {
    return failed(unreadable(answer, request, `The answer has more than ${LONGEST_BODY} bytes.`));
  }
  if (answer.text.trim() === "") {
    return { ok: true, value: { answer, value: null } };
  }
  const reading = readWireJson(answer.text);
  if (!reading.ok) {
    const kind = answer.contentType.split(";")[0]?.trim() || "without a content type";
    return failed(unreadable(answer, request, `The answer (${kind}) is ${reading.problem}.`));
  }
  return { ok: true, value: { answer, value: reading.value } };
}

/** The failure in a success that doesn't hold what was asked for. */
export function unreadable(answer: WireAnswer, request: string, problem: string): RequestFailure {
  return {
    kind: "unreadable",
    request,
    httpStatus: answer.status,
    ...serverOf(answer),
    problem,
    excerpt: excerpt(answer.text),
  };
}

/** Redirects are not followed: they would carry the token to another place. */
function redirectFailure(answer: WireAnswer, request: string): RequestFailure {
  const { location } = answer;
  const target = location !== undefined && URL.canParse(location) ? new URL(location) : undefined;
  const where = target === undefined ? "" : ` to ${target.protocol}//${target.host}${target.pathname}`;
  return {
    kind: "nonApiResponse",
    request,
    httpStatus: answer.status,
    contentType: answer.contentType,
    ...serverOf(answer),
    excerpt: excerpt(`Redirect${where}, not followed.`),
  };
}

function failed(failure: RequestFailure): Reply<never> {
  return { ok: false, error: failure };
}
