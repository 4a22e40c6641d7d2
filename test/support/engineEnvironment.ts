import path from "node:path";
import { pathToFileURL } from "node:url";
import { compileCache, loadingOptions, type SdkLoading } from "./sdkLoading.js";

/** What one stack has of its own. */
export interface StackPlace {
  folder: string;
  stack: string;
  /** Opens its secrets. */
  passphrase: string;
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
    // A CLI that is killed leaves its pipes behind.
    TMPDIR: temporaryFolder(place.folder),
    PULUMI_STACK: place.stack,
    PULUMI_CONFIG_PASSPHRASE: place.passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SUPPRESS_NEO_LINK: "true",
    // However few cores there are, every operation of a story is dealt with at the same time.
    PULUMI_PARALLEL: "128",
    GCP_LRO_EMULATOR_HOST: place.services,
    NODE_COMPILE_CACHE: compileCache,
    NODE_OPTIONS: [process.env.NODE_OPTIONS ?? "", ...loadingOptions(place.loading).map(quoted)].join(" "),
    // A command ends long before Go needs its memory back.
    GOGC: "400",
  };
}

/** Where the processes of a stack have their temporary files. */
export function temporaryFolder(folder: string): string {
  return path.join(folder, "tmp");
}

/** As NODE_OPTIONS takes an option with blanks or backslashes in it. */
function quoted(option: string): string {
  return JSON.stringify(option);
}
