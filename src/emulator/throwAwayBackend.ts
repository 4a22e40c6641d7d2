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
 * Creates a backend for stacks that are thrown away. The home has what Pulumi and its plugins remember: the selected
 * stack, logs, the journal. Only the plugins themselves are those of the user's home, because they are large.
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
      // The state is gone soon. The same passphrase opens a stack's settings file that a failed test left.
      PULUMI_CONFIG_PASSPHRASE: "throw-away",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
    [Symbol.asyncDispose]: () =>
      // A plugin that is just ending may still write.
      rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
