import { fstatSync } from "node:fs";
import { connect } from "node:net";
import type { Clock } from "../../core/clock.js";

/** The address at which the engine of a plugin process listens. */
export interface EngineAddress {
  /** `host:port`, as in a URL. */
  authority: string;
  host: string;
  port: number;
}

/**
 * The address of this process's engine. Pulumi starts the dynamic-provider server with it as the last argument;
 * elsewhere (a test that loads the provider) there is none.
 */
export function engineAddress(arguments_: readonly string[] = process.argv): EngineAddress | undefined {
  const argument = arguments_.slice(2).at(-1) ?? "";
  const [, host, port] = /^([\w.[\]:-]+):(\d{1,5})$/.exec(argument) ?? [];
  return host === undefined
    ? undefined
    : { authority: argument, host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** Checks whether this process is Pulumi's dynamic-provider server: programs and tests load the provider too. */
export function isDynamicProviderServer(arguments_: readonly string[] = process.argv): boolean {
  return /[\\/]dynamic-provider(?:[\\/]|$)/.test(arguments_[1] ?? "");
}

/** The signs by which a process notices that its engine has ended. */
export interface EngineLiveness {
  /** Reports whether the engine holds the other end of standard input. */
  isInputHeld(): boolean;
  /** Calls back when the other end of standard input is closed, if it was open. */
  onInputEnd(listener: () => void): void;
  /** Calls back whenever the connection for log lines was lost or could not be made. */
  onLogLost(listener: () => void): void;
  /** Reports whether connections to the engine's address are refused, because no process listens there. */
  refusesConnections(): Promise<boolean>;
}

/**
 * Pauses before the attempts to connect, in milliseconds. A process that dies may close its end of a pipe before the
 * socket that it listens on.
 */
const PAUSES = [0, 250, 1_000, 4_000];

/**
 * Calls `onGone` once when the engine has ended without ending this process, as after `kill -9` of the CLI. Without
 * that, a dynamic-provider server would run for ever.
 *
 * The end of standard input is only a hint, since not every host gives its plugins one; as long as standard input is
 * held, nothing else is a hint. Refused connections to the engine's address are the proof. The address is tried only
 * after a hint.
 */
export function onEngineGone(signs: EngineLiveness, clock: Clock, onGone: () => void): void {
  let isChecking = false;
  const check = async (): Promise<void> => {
    if (isChecking) {
      return;
    }
    isChecking = true;
    for (const pause of PAUSES) {
      await clock.sleep(pause);
      if (await signs.refusesConnections()) {
        onGone();
        return;
      }
    }
    isChecking = false;
  };
  signs.onInputEnd(() => void check());
  signs.onLogLost(() => {
    if (!signs.isInputHeld()) {
      void check();
    }
  });
}

const STDIN = 0;

/** Time limit of an attempt to connect to this machine, in milliseconds. */
const CONNECT_LIMIT = 5_000;

/**
 * The signs of the engine of a dynamic-provider process. Reads standard input if it is a pipe, as Pulumi makes it; nothing
 * else in such a process reads it.
 *
 * @param onLogLost the listener of the engine's log
 */
export function engineLiveness(
  address: EngineAddress,
  onLogLost: EngineLiveness["onLogLost"],
): EngineLiveness {
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
      // Windows reports the end of a broken pipe as an error.
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
    const finish = (isRefused: boolean): void => {
      socket.destroy();
      resolve(isRefused);
    };
    socket.once("connect", () => finish(false));
    socket.once("timeout", () => finish(false));
    socket.on("error", (error: NodeJS.ErrnoException) => finish(error.code === "ECONNREFUSED"));
  });
}
