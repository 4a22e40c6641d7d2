import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/** Counts the connections that this process accepts from now on. */
export function countServerSockets(): { most: number } {
  const count = { open: 0, most: 0 };
  subscribe("net.server.socket", (message) => {
    count.open += 1;
    count.most = Math.max(count.most, count.open);
    (message as { socket: Socket }).socket.once("close", () => {
      count.open -= 1;
    });
  });
  return count;
}
