import type { OnEnd, OpenPeer } from "../peer.js";
import { requirePeer } from "./requirePeer.js";

/** The part of a generated client that the benchmark uses; the package is not installed with this one. */
interface AlloyDB {
  v1beta: { AlloyDBAdminClient: new (options: object) => AlloyDBAdminClient };
}

interface AlloyDBAdminClient {
  getOperation(request: { name: string }): Promise<unknown>;
  checkExportClusterProgress(name: string): Promise<GaxOperation>;
}

interface GaxOperation {
  promise(): Promise<unknown>;
  cancel(): Promise<unknown>;
}

/** Google's generated client of AlloyDB with google-gax, over REST. */
export const open: OpenPeer = (host, service) => {
  if (service !== "alloydb") {
    throw new Error(`The generated client is AlloyDB's, not ${service}'s.`);
  }
  const { v1beta } = requirePeer("@google-cloud/alloydb") as AlloyDB;
  const { PassThroughClient } = requirePeer("google-auth-library") as typeof import("google-auth-library");
  const [apiEndpoint, port] = host.split(":");
  const client = new v1beta.AlloyDBAdminClient({
    fallback: true,
    protocol: "http",
    apiEndpoint,
    port: Number(port),
    authClient: new PassThroughClient(),
  });
  const waiting = new Map<string, GaxOperation>();
  const wait = async (name: string, onEnd: OnEnd, isCancelled: boolean): Promise<void> => {
    try {
      const operation = await client.checkExportClusterProgress(name);
      waiting.set(name, operation);
      if (isCancelled) {
        await operation.cancel();
      }
      await operation.promise();
      onEnd(name, "completed");
    } catch (error) {
      onEnd(name, (error as { code?: unknown }).code === 1 ? "cancelled" : "failed");
    }
  };
  return {
    get: (name) => client.getOperation({ name }),
    wait: (names, onEnd) => Promise.all(names.map((name) => wait(name, onEnd, false))),
    cancel: (names, onEnd) => Promise.all(names.map((name) => wait(name, onEnd, true))),
    requestCancel: async (name) => waiting.get(name)?.cancel(),
  };
};
