import { mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** An empty backend and an empty home of Pulumi in a temporary folder. */
export interface ThrowAwayBackend extends AsyncDisposable {
  readonly folder: string;
  /** The variables with which the Pulumi CLI uses them. */
  readonly environment: Record<string, string>;
}

/**
 * Creates a backend for stacks that are thrown away. Pulumi and its plugins save the selected stack, logs and more in
 * the home. Plugins are large, so the home links to those in the user's home.
 */
export function createThrowAwayBackend(): ThrowAwayBackend {
  const folder = mkdtempSync(path.join(tmpdir(), "gcp-lro-stack-"));
  const state = path.join(folder, "state");
  const home = path.join(folder, "home");
  mkdirSync(state);
  mkdirSync(home);
  const plugins = path.join(process.env.PULUMI_HOME || path.join(homedir(), ".pulumi"), "plugins");
  mkdirSync(plugins, { recursive: true });
  symlinkSync(plugins, path.join(home, "plugins"), "junction");
  return {
    folder,
    environment: {
      PULUMI_BACKEND_URL: pathToFileURL(state).href,
      PULUMI_HOME: home,
      // Always the same, so that it fits a stack's settings file that a failed test has left.
      PULUMI_CONFIG_PASSPHRASE: "throw-away",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
    [Symbol.asyncDispose]: () =>
      // A plugin that is about to end may still write.
      rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
