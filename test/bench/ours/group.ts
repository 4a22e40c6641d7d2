import { operationGroup } from "#src/pulumi/provider.js";
import type { OpenPeer } from "../peer.js";
import { open as openOurs } from "./client.js";

/** The provider of this package, which cancels by the delete of one OperationGroup. The end of that delete ends all. */
export const open: OpenPeer = (host, service) => ({
  ...openOurs(host, service),
  cancel: async (names, onEnd) => {
    const { id, outs } = await operationGroup.create({ service, operationNames: [...names] });
    await operationGroup.delete?.(id, outs ?? {});
    for (const name of names) {
      onEnd(name, "cancelled");
    }
  },
});
