import type { Clock } from "../../core/clock.js";

/** What this process can tell about its engine. */
export interface EngineSigns {
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
export function onEngineGone(signs: EngineSigns, clock: Clock, onGone: () => void): void {
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
