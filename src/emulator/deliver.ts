import type { ServerResponse } from "node:http";
import type { Answer } from "./answer.js";
import type { DecisiveFault } from "./faultInjector.js";
import type { RequestStatus } from "./recordedRequest.js";
import type { AnswerFormat } from "./render.js";
import { reset, send, sendAndReset, sendEndless, sendTruncated } from "./wire.js";

/** Puts the answer on the wire, or does to the connection what the fault says. */
export function deliver(
  response: ServerResponse,
  answer: Answer | undefined,
  fault: DecisiveFault | undefined,
  format: AnswerFormat,
  settle: (status: RequestStatus) => void,
): void {
  if (response.destroyed) {
    return;
  }
  if (fault?.kind === "endless") {
    settle(200);
    sendEndless(response);
    return;
  }
  if (answer === undefined || fault?.kind === "reset") {
    settle("reset");
    reset(response);
    return;
  }
  settle(answer.status);
  if (fault?.kind === "truncated") {
    sendTruncated(response, answer, format);
  } else if (fault?.kind === "resetMidBody") {
    sendAndReset(response, answer, format);
  } else {
    send(response, answer, format);
  }
}
