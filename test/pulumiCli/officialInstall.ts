import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

/**
 * A program: installs the CLI of the SDK's own version into the folder that is its only parameter, the way the
 * Automation API does. A process of its own, because the installer can't be interrupted from within.
 */
const [root] = process.argv.slice(2);
PulumiCommand.install({ ...(root !== undefined && { root }) }).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
