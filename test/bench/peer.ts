/** The end of an operation as a client reports it. */
export type ReportedEnd = "completed" | "cancelled" | "failed" | "unknown";

/** Takes the end of one operation. */
export type OnEnd = (name: string, end: ReportedEnd) => void;

/** A client of long-running operations, as the benchmark drives it. */
export interface Peer {
  get(name: string): Promise<unknown>;
  /** Waits until operations have ended by themselves. */
  wait(names: readonly string[], onEnd: OnEnd): Promise<unknown>;
  /** Cancels operations and waits until they have ended. */
  cancel(names: readonly string[], onEnd: OnEnd): Promise<unknown>;
  /** Requests the cancellation of an operation that `wait` waits for. */
  requestCancel(name: string): Promise<unknown>;
}

/** Opens a client of one service of an emulator. @param host `127.0.0.1:N` */
export type OpenPeer = (host: string, service: string) => Peer;
