import { type CredentialsPolicy, checkCredentials, checkQuery } from "../http/requestChecks.js";
import { type Answer, errorAnswer, type MethodResult, unknownRoute } from "../http/respond.js";
import type { RoutedRequest } from "../http/router.js";
import type { EmulatorState } from "./beginOperation.js";
import { answerList, listQuery } from "./listMethod.js";
import { answerCancel, answerDelete, answerGet, answerWait } from "./operationMethods.js";
import { answerEnabledServices, answerLocations, pagedQuery, serviceUsage } from "./projectMethods.js";
import { answerStart } from "./startMethod.js";

/** The parts of a request that its answer depends on. */
interface ReceivedRequest {
  routed: RoutedRequest;
  path: string;
  query: URLSearchParams;
  body: string;
  authorization: string | undefined;
}

/** Answers a request that has passed the front end, as its service does. */
export async function answerRequest(
  state: EmulatorState,
  credentials: CredentialsPolicy,
  request: ReceivedRequest,
): Promise<MethodResult> {
  const { routed, query, body } = request;
  if (routed.kind === "unknown") {
    return { answer: notEmulated(state, request.path) ?? unknownRoute(request.path) };
  }
  const refusal =
    checkCredentials(credentials, request.authorization, routed.service ?? serviceUsage) ??
    checkQuery(query, knownQuery(routed));
  if (refusal !== undefined) {
    return { answer: refusal };
  }
  switch (routed.kind) {
    case "start":
      return answerStart(state, routed, query, body);
    case "get":
      return { answer: answerGet(state, routed) };
    case "services":
      return { answer: answerEnabledServices(state, routed.project, query) };
    case "locations":
      return { answer: answerLocations(state, routed, query) };
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

/** The answer to a service that isn't emulated. It is not 404, which means that the operation doesn't exist. */
function notEmulated({ services }: EmulatorState, path: string): Answer | undefined {
  const key = path.split("/")[1] ?? "";
  const keys = services.map(({ service }) => service);
  return keys.includes(key)
    ? undefined
    : errorAnswer(
        "UNIMPLEMENTED",
        `The emulator does not have the service "${key}". It has ${keys.join(", ")}. Add others with the option services of startEmulator, or with gcp-lro emulator --service.`,
      );
}

function knownQuery(routed: Exclude<RoutedRequest, { kind: "unknown" }>): readonly string[] | "any" {
  if (routed.kind === "start") {
    return routed.start.query ?? [];
  }
  switch (routed.kind) {
    case "list":
      return listQuery(routed.service);
    case "services":
    case "locations":
      return pagedQuery;
    default:
      return [];
  }
}
