import { subscribe } from "node:diagnostics_channel";
import { Socket } from "node:net";

/** Turns of the event loop within which a destroyed socket emits its event. */
const TURNS = 100;

/** The connections that this process makes from now on. */
export class ClientSockets {
  /** The number of sockets in total. */
  made = 0;
  open = 0;
  /** The largest number of sockets open at a time. */
  most = 0;

  constructor() {
    subscribe("net.client.socket", (message) => {
      const { socket } = message as { socket: unknown };
      if (!(socket instanceof Socket)) {
        throw new Error("Node tells of connections in another way.");
      }
      this.made += 1;
      this.open += 1;
      this.most = Math.max(this.most, this.open);
      socket.once("close", () => {
        this.open -= 1;
      });
    });
  }

  /** Resolves once all are closed, or nothing more happens that could close them. */
  async closed(): Promise<void> {
    for (let turn = 0; turn < TURNS && this.open > 0; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
