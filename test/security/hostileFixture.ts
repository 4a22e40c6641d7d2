import type { JsonObject } from "#src/core/json.js";
import { type LoopbackServer, startServer } from "../support/loopbackServer.js";
import { ProviderFailure } from "../support/providerFailure.js";
import { exportInputs, type ProviderFixture, startProviderFixture } from "../support/providerFixture.js";
import type { Ending } from "../support/teardown.js";

export const name = "projects/p/locations/us-central1/operations/operation-1";

/** A resource after a create, whether that succeeded or not. */
export interface Created {
  id: string;
  state: JsonObject;
  /** The reason of the failed create; empty if it succeeded. */
  reason: string;
}

/** The processes of a provider whose service responds with any text. */
export interface HostileFixture extends ProviderFixture {
  service: LoopbackServer;
  /** The bodies of the service's responses. */
  responses: { get: string; start: string; cancel: string };
  /** The cluster of the last create: each create has one of its own, and so no record of an earlier run. */
  readonly cluster: string;
  /** Starts an operation and waits for its end. Each GET returns this JSON text. */
  createWith(response: string, more?: JsonObject): Promise<Created>;
}

export async function startHostileFixture(test: Ending): Promise<HostileFixture> {
  const responses = { get: JSON.stringify({ name }), start: JSON.stringify({ name }), cancel: "{}" };
  const service = await startServer(test, ({ method, url }, response) => {
    const kind = method === "GET" ? "get" : url.endsWith(":cancel") ? "cancel" : "start";
    response.writeHead(200, { "content-type": "application/json" });
    response.end(responses[kind]);
  });
  const fixture = await startProviderFixture(test, { service: service.host });
  let created = 0;
  const cluster = (): string => `c${created}`;
  return {
    ...fixture,
    service,
    responses,
    get cluster() {
      return cluster();
    },
    async createWith(response, more) {
      responses.get = response;
      created += 1;
      const timeouts = { create: "5s", delete: "5s" };
      const inputs = exportInputs(cluster(), { waitFor: "done", timeouts, ...more });
      try {
        return { ...(await fixture.server.create(inputs)), reason: "" };
      } catch (error) {
        if (!(error instanceof ProviderFailure) || error.incomplete === undefined) {
          throw new Error(`the engine would save nothing: ${String(error)}`);
        }
        return { ...error.incomplete, reason: error.message };
      }
    },
  };
}
