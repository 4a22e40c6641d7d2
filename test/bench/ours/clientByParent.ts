import { OperationsClient } from "pulumi-gcp-lro/client";
import type { OpenPeer } from "../peer.js";
import { open as openOurs, reportingTo } from "./client.js";

/** This package's client, which cancels what the parent of the operations lists. */
export const open: OpenPeer = (host, service) => {
  const ours = openOurs(host, service);
  const client = new OperationsClient({ service });
  return {
    ...ours,
    cancel: ([name = ""], onEnd) =>
      client.cancelAll({ parent: name.replace(/\/operations\/.*/, "") }, reportingTo(onEnd)),
  };
};
