import type { OnEnd, OpenPeer, ReportedEnd } from "../peer.js";
import { requirePeer } from "./requirePeer.js";

/** The parts of the packages that the benchmark uses; they are not installed with this one. */
interface CoreLro {
  createHttpPoller(operation: HttpOperation, options: { skipFinalGet: boolean }): HttpPoller;
}

interface HttpOperation {
  sendInitialRequest(): Promise<LroResponse>;
  sendPollRequest(url: string): Promise<LroResponse>;
}

interface LroResponse {
  flatResponse: unknown;
  rawResponse: {
    statusCode: number;
    headers: Record<string, string>;
    body: { status: string };
    request: { method: string; url: string };
  };
}

interface HttpPoller extends PromiseLike<unknown> {
  pollUntilDone(): Promise<unknown>;
  operationState?: { status: string };
}

interface RestPipeline {
  createDefaultHttpClient(): HttpClient;
  createPipelineFromOptions(options: object): {
    sendRequest(client: HttpClient, request: object): Promise<HttpResponse>;
  };
  createPipelineRequest(options: { url: string; method: string; allowInsecureConnection: boolean }): object;
}

type HttpClient = object;

interface HttpResponse {
  status: number;
  headers: { toJSON(): Record<string, string> };
  bodyAsText?: string;
}

/** The part of a google.longrunning.Operation that decides its status. */
interface WireOperation {
  done?: boolean;
  error?: { code: number };
}

const ends: Readonly<Record<string, ReportedEnd>> = {
  succeeded: "completed",
  canceled: "cancelled",
  failed: "failed",
};

/**
 * Azure's poller and request pipeline. It reads Azure's status, so each response is translated. It can't cancel: the cancel
 * is a request of the same pipeline.
 */
export const open: OpenPeer = (host, service) => {
  const { createHttpPoller } = requirePeer("@azure/core-lro") as CoreLro;
  const { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } = requirePeer(
    "@azure/core-rest-pipeline",
  ) as RestPipeline;
  const client = createDefaultHttpClient();
  const pipeline = createPipelineFromOptions({});
  const send = (method: string, url: string): Promise<HttpResponse> =>
    pipeline.sendRequest(client, createPipelineRequest({ url, method, allowInsecureConnection: true }));
  const version = service === "alloydb" ? "v1beta" : "v1";
  const urlOf = (name: string): string => `http://${host}/${service}/${version}/${name}`;
  const poll = async (url: string): Promise<LroResponse> => {
    const { status, headers, bodyAsText } = await send("GET", url);
    if (status >= 400) {
      throw new Error(`${status} ${bodyAsText}`);
    }
    const operation = JSON.parse(bodyAsText ?? "{}") as WireOperation;
    return response("GET", url, status, headers.toJSON(), statusOf(operation));
  };
  const wait = async (name: string, onEnd: OnEnd): Promise<void> => {
    const url = urlOf(name);
    const poller = createHttpPoller(
      {
        sendInitialRequest: async () => response("POST", url, 202, { "operation-location": url }, "Running"),
        sendPollRequest: poll,
      },
      { skipFinalGet: true },
    );
    await poller.pollUntilDone().catch(() => {});
    onEnd(name, ends[poller.operationState?.status ?? ""] ?? "unknown");
  };
  const requestCancel = (name: string): Promise<unknown> => send("POST", `${urlOf(name)}:cancel`);
  return {
    get: (name) => poll(urlOf(name)),
    wait: (names, onEnd) => Promise.all(names.map((name) => wait(name, onEnd))),
    cancel: (names, onEnd) =>
      Promise.all(
        names.map(async (name) => {
          await requestCancel(name);
          await wait(name, onEnd);
        }),
      ),
    requestCancel,
  };
};

function response(
  method: string,
  url: string,
  statusCode: number,
  headers: Record<string, string>,
  status: string,
): LroResponse {
  return {
    flatResponse: {},
    rawResponse: { statusCode, headers, body: { status }, request: { method, url } },
  };
}

function statusOf({ done, error }: WireOperation): string {
  if (done !== true) {
    return "Running";
  }
  return error === undefined ? "Succeeded" : error.code === 1 ? "Canceled" : "Failed";
}
