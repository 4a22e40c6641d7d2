import { fstatSync } from "node:fs";
import { connect } from "node:net";
import type { Clock } from "../../core/clock.js";

/** Where the engine of a plugin process listens. */
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
  const last = arguments_.slice(2).at(-1) ?? "";
  const [, host, port] = /^([\w.[\]:-]+):(\d{1,5})$/.exec(last) ?? [];
  return host === undefined
    ? undefined
    : { authority: last, host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** Whether this process is Pulumi's dynamic-provider server, and not a program or a test that loads the provider. */
export function isDynamicProviderServer(arguments_: readonly string[] = process.argv): boolean {
  return /[\\/]dynamic-provider(?:[\\/]|$)/.test(arguments_[1] ?? "");
}

/** What this process can tell about its engine. */
export interface EngineLiveness {
  /** Whether the engine holds the other end of standard input. */
  isInputHeld(): boolean;
  /** Calls back once nobody holds the other end of standard input any more, if somebody did. */
  onInputEnd(listener: () => void): void;
  /** Calls back whenever the connection that takes log lines was lost or could not be made. */
  onLogLost(listener: () => void): void;
  /** Whether connections to the engine's address are refused: nobody listens there. */
  refusesConnections(): Promise<boolean>;
}

/**
 * Pauses before the attempts to connect, in milliseconds. A process that dies closes one thing after the other:
 * its end of a pipe before, maybe, the socket that it listens on.
 */
const PAUSES = [0, 250, 1_000, 4_000];

/**
 * Calls `onGone` once when the engine has ended without ending this process, as after `kill -9` of the CLI: a
 * dynamic-provider server notices nothing of that and lives on for ever.
 *
 * An end of standard input is only a hint, since not every host gives its plugins one; where it is held,
 * nothing else is a hint. Only an address at which nobody listens any more is proof, so that in normal life
 * nothing connects to it.
 */
export function onEngineGone(signs: EngineLiveness, clock: Clock, onGone: () => void): void {
  let isAsking = false;
  const ask = async (): Promise<void> => {
    if (isAsking) {
      return;
    }
    isAsking = true;
    for (const pause of PAUSES) {
      await clock.sleep(pause);
      if (await signs.refusesConnections()) {
        onGone();
        return;
      }
    }
    isAsking = false;
  };
  signs.onInputEnd(() => void ask());
  signs.onLogLost(() => {
    if (!signs.isInputHeld()) {
      void ask();
    }
  });
}

const STDIN = 0;

/** How long an attempt to connect to this machine may take, in milliseconds. */
const CONNECT_LIMIT = 5_000;

/**
 * What tells a dynamic-provider process about its engine. Standard input is read, which nobody else does in
 * such a process, and only where it is a pipe, as Pulumi makes it.
 *
 * @param onLogLost of the engine's log
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
