import { RunError } from "@pulumi/pulumi";

const MIN_SDK = "3.245.0";
const MIN_CLI = "3.244.0";

/** The parts of Pulumi's SDK that tell which hooks there are. Those that old versions lack are optional. */
export interface HookSdk {
  version: string;
  ErrorHook?: unknown;
  /** Rejects if the CLI that runs the program is not of the range. */
  requirePulumiVersion?(range: string): Promise<void>;
}

/** Refuses an SDK that has no error hooks, or loses them when resource options are merged. @throws RunError */
export function checkSdk({ version, ErrorHook }: HookSdk): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [minMajor = 0, minMinor = 0] = MIN_SDK.split(".").map(Number);
  if (ErrorHook === undefined || major < minMajor || (major === minMajor && minor < minMinor)) {
    throw new RunError(
      `resolveConflicts needs Pulumi's SDK ${MIN_SDK} or newer, and the program uses ${version}. ` +
        "Run npm install @pulumi/pulumi@latest.",
    );
  }
}

/** gRPC codes of the requests to a CLI that is about to end: CANCELLED, UNAVAILABLE. They say nothing about its version. */
const ENDING: readonly unknown[] = [1, 14];

/**
 * Refuses a CLI that has no error hooks (before 3.217) or calls them for few errors (before 3.244). Only the CLI itself
 * can compare its version; it answers after the program has continued.
 *
 * @param registered the registration of a hook, which a CLI without error hooks refuses
 * @throws RunError
 */
export async function checkCli({ requirePulumiVersion }: HookSdk, registered: Promise<void>): Promise<void> {
  // The first one that fails decides, and the other one may fail as well.
  await Promise.all([requirePulumiVersion?.(`>=${MIN_CLI}`), registered]).catch((error: unknown) => {
    const { code, message } = error as { code?: unknown; message?: string };
    if (ENDING.includes(code)) {
      throw error;
    }
    const refusal = new RunError(
      `resolveConflicts needs the Pulumi CLI ${MIN_CLI} or newer, which calls error hooks for every error of a ` +
        `provider. Update the CLI, including pulumi-language-nodejs. The CLI responded: ${message}`,
    );
    // After the program's last line the SDK shows the stack of any error.
    refusal.stack = refusal.message;
    throw refusal;
  });
}
