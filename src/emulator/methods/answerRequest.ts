import { type CredentialsPolicy, checkCredentials, checkQuery } from "../http/requestChecks.js";
import { type Answer, errorAnswer, type Outcome, unknownRoute } from "../http/respond.js";
import type { Routed } from "../http/router.js";
import type { EmulatorState } from "../operations/beginOperation.js";
import { answerList, listQuery } from "./listMethod.js";
import { answerCancel, answerDelete, answerGet, answerWait } from "./operationMethods.js";
import { answerStart } from "./startMethod.js";

/** A request in the parts that its answer depends on. */
export interface ReceivedRequest {
  routed: Routed;
  path: string;
  query: URLSearchParams;
  body: string;
  authorization: string | undefined;
}

/** What the services make of a request that has got through the front end. */
export async function answerRequest(
  state: EmulatorState,
  credentials: CredentialsPolicy,
  request: ReceivedRequest,
): Promise<Outcome> {
  const { routed, query, body } = request;
  if (routed.kind === "unknown") {
    return { answer: notPlayed(state, request.path) ?? unknownRoute(request.path) };
  }
  const refusal =
    checkCredentials(credentials, request.authorization, routed.service) ??
    checkQuery(query, knownQuery(routed));
  if (refusal !== undefined) {
    return { answer: refusal };
  }
  switch (routed.kind) {
    case "start":
      return answerStart(state, routed, query, body);
    case "get":
      return { answer: answerGet(state, routed) };
    case "list":
      return { answer: answerList(state, routed, query) };
    case "cancel":
      return { answer: answerCancel(state, routed, body) };
    case "delete":
      return { answer: answerDelete(state, routed) };
    case "wait":
      return { answer: await answerWait(state, routed, body) };
  }
}

/** Not 404, which would say that the operation doesn't exist. */
function notPlayed({ services }: EmulatorState, path: string): Answer | undefined {
  const key = path.split("/")[1] ?? "";
  const played = services.map(({ service }) => service);
  return played.includes(key)
    ? undefined
    : errorAnswer(
        "UNIMPLEMENTED",
        `The emulator does not play "${key}". It plays ${played.join(", ")}. Name others by the option services of startEmulator, or by gcp-lro emulator --service.`,
      );
}

function knownQuery(routed: Exclude<Routed, { kind: "unknown" }>): readonly string[] | "any" {
  if (routed.kind === "start") {
    return routed.start.query ?? [];
  }
  return routed.kind === "list" ? listQuery(routed.service) : [];
}
