import { fstatSync } from "node:fs";
import { connect } from "node:net";
import type { EngineAddress } from "./engineAddress.js";
import type { EngineSigns } from "./engineGone.js";

const STDIN = 0;

/** How long an attempt to connect to this machine may take, in milliseconds. */
const CONNECT_LIMIT = 5_000;

/**
 * What tells a dynamic-provider process about its engine. Standard input is read, which nobody else does in
 * such a process, and only where it is a pipe, as Pulumi makes it.
 *
 * @param onLogLost of the engine's log
 */
export function engineSigns(address: EngineAddress, onLogLost: EngineSigns["onLogLost"]): EngineSigns {
  let isInputHeld = isPipe(STDIN);
  return {
    isInputHeld: () => isInputHeld,
    onInputEnd: (listener) => {
      if (!isInputHeld) {
        return;
      }
      const { stdin } = process;
      const end = (): void => {
        isInputHeld = false;
        listener();
      };
      // Windows tells the end of a broken pipe as an error.
      stdin.once("end", end).once("error", end).resume();
      stdin.unref();
    },
    onLogLost,
    refusesConnections: () => refusesConnections(address),
  };
}

function isPipe(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    return status.isFIFO() || status.isSocket();
  } catch {
    return false;
  }
}

function refusesConnections({ host, port }: EngineAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_LIMIT });
    const answer = (isRefused: boolean): void => {
      socket.destroy();
      resolve(isRefused);
    };
    socket.once("connect", () => answer(false));
    socket.once("timeout", () => answer(false));
    socket.on("error", (error: NodeJS.ErrnoException) => answer(error.code === "ECONNREFUSED"));
  });
}
