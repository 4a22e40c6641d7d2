import type { JsonObject } from "#src/core/json.js";
import { type LoopbackServer, startServer } from "../support/loopbackServer.js";
import { ProviderFailure } from "../support/providerFailure.js";
import type { ProviderServer } from "../support/providerServer.js";
import { exportInputs, type ProviderStage, setStage } from "../support/providerStage.js";
import type { Teardown } from "../support/teardown.js";

export const name = "projects/p/locations/us-central1/operations/operation-1";

/** What a resource is after a create, whether that succeeded or not. */
export interface Created {
  id: string;
  state: JsonObject;
  /** Why it is not what was asked for; empty where it is. */
  reason: string;
}

/**
 * A service that starts whatever it is told to, answers looks with any text it likes, and the provider process
 * that has to do with it.
 */
export class HostileService {
  readonly stage: ProviderStage;
  readonly server: ProviderServer;
  readonly service: LoopbackServer;
  /** The body of the answer to every look. */
  look = JSON.stringify({ name });
  /** The body of the answer to every start. */
  start = JSON.stringify({ name });
  /** The body of the answer to every cancel. */
  cancel = "{}";
  #created = 0;

  private constructor(stage: ProviderStage, server: ProviderServer, service: LoopbackServer) {
    this.stage = stage;
    this.server = server;
    this.service = service;
  }

  static async open(teardown: Teardown): Promise<HostileService> {
    let hostile: HostileService | undefined;
    const service = await startServer(teardown, ({ method, url }, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const post = url.endsWith(":cancel") ? hostile?.cancel : hostile?.start;
      response.end(method === "POST" ? post : hostile?.look);
    });
    const stage = await setStage(teardown);
    const server = await stage.nextRun({ GCP_LRO_EMULATOR_HOST: service.host });
    hostile = new HostileService(stage, server, service);
    return hostile;
  }

  /** Of the last create: every one is of a resource of its own, of which no earlier run is remembered. */
  get cluster(): string {
    return `c${this.#created}`;
  }

  /** Starts an operation and waits for its end, which looks show by this JSON text. */
  async createWith(look: string, more: JsonObject = {}): Promise<Created> {
    this.look = look;
    this.#created += 1;
    const timeouts = { create: "5s", delete: "5s" };
    const inputs = exportInputs(this.cluster, { waitFor: "done", timeouts, ...more });
    try {
      return { ...(await this.server.create(inputs)), reason: "" };
    } catch (error) {
      if (!(error instanceof ProviderFailure) || error.incomplete === undefined) {
        throw new Error(`the engine would save nothing: ${String(error)}`);
      }
      return { ...error.incomplete, reason: error.message };
    }
  }
}
