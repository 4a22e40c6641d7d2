import type { Staging } from "./staging.js";

/** The inputs of a maker. */
export interface MakerContext {
  environment: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** One line on what is going on, for people. */
  report(line: string): void;
}

/** `made` promises that the product's `bin` holds the CLI and both companions. */
export type MakerAnswer = "made" | { failed: string };

/** A way to come by a CLI that the machine does not have yet. */
export interface PulumiMaker {
  /** Its name in the message that lists the attempts. */
  title: string;
  make(staging: Staging, context: MakerContext): Promise<MakerAnswer>;
}
