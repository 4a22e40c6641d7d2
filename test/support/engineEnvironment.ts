import path from "node:path";
import { pathToFileURL } from "node:url";

/** How the Node.js processes of a stack load Pulumi's SDK: as they are shipped, or as {@link ./lazySdk.ts} says. */
export type SdkLoading = "asShipped" | "onUse";

/** Where the passphrase of {@link ./engineState.ts} opens the secrets of a stack in this folder. */
export interface StackPlace {
  folder: string;
  passphrase: string;
  stack: string;
  /** Of the emulator: host and port. */
  services: string;
  loading: SdkLoading;
}

/** What may be in a developer's environment and would change what a stack does. */
const foreign = /^(PULUMI|GOOGLE|GCLOUD|CLOUDSDK|GCP_LRO|NODE_TEST)_/;

/** The environment of every command of a stack, before the CLI's own search path is put into it. */
export function engineEnvironment(place: StackPlace): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(inherited),
    PULUMI_HOME: path.join(place.folder, "home"),
    PULUMI_BACKEND_URL: pathToFileURL(path.join(place.folder, "state")).href,
    PULUMI_STACK: place.stack,
    PULUMI_CONFIG_PASSPHRASE: place.passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SUPPRESS_NEO_LINK: "true",
    // However few cores there are, every operation of a story is dealt with at the same time.
    PULUMI_PARALLEL: "32",
    GCP_LRO_EMULATOR_HOST: place.services,
    // Loading Pulumi's SDK is most of what a command does: every process but the first finds it compiled.
    NODE_COMPILE_CACHE: path.resolve(__dirname, "..", "..", "compile-cache"),
    ...(place.loading === "onUse" && { NODE_OPTIONS: nodeOptions() }),
    // Of the rest, Go's garbage collection: a command ends long before it needs its memory back.
    GOGC: "400",
  };
}

function nodeOptions(): string {
  const preload = JSON.stringify(path.join(__dirname, "lazySdk.js"));
  return [process.env.NODE_OPTIONS, `--require=${preload}`].filter(Boolean).join(" ");
}
