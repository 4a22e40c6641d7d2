import { type CallOptions, OperationsClient } from "pulumi-gcp-lro/client";
import type { OnEnd, OpenPeer } from "../peer.js";

/** This package's client. */
export const open: OpenPeer = (host, service) => {
  process.env.GCP_LRO_EMULATOR_HOST = host;
  const client = new OperationsClient({ service });
  return {
    get: (name) => client.get(name),
    wait: (names, onEnd) => client.waitAll(names, reportingTo(onEnd)),
    cancel: (names, onEnd) => client.cancelAll(names, reportingTo(onEnd)),
    requestCancel: (name) => client.cancel(name),
  };
};

export function reportingTo(onEnd: OnEnd): CallOptions {
  return {
    timeout: "10h",
    onProgress: (progress) => {
      if (progress.kind === "ended") {
        const { kind } = progress.outcome;
        onEnd(progress.name, kind === "running" || kind === "gone" ? "unknown" : kind);
      }
    },
  };
}
