import { createRequire } from "node:module";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { PACKAGE_VERSION } from "../../google/http/headers.js";

/**
 * Refuses the option `provider` with a provider of another package: the engine would send the resource to that
 * provider. A provider on a parent component is fine.
 *
 * @param resource type and name, as the message shows them
 */
export function checkProviderOption(resource: string, opts: pulumi.CustomResourceOptions | undefined): void {
  const { __pulumiType: type } = (opts?.provider ?? {}) as { __pulumiType?: unknown };
  const [, providerPackage] = /^pulumi:providers:(.+)$/.exec(String(type)) ?? [];
  if (providerPackage !== undefined && providerPackage !== "pulumi-nodejs") {
    throw new pulumi.RunError(
      `${resource}: The option provider is a provider of the package ${providerPackage}, which doesn't know this ` +
        "resource. Leave the option out, and pass the settings of a gcp.Provider in the arguments: " +
        '...gcpProviderArgs(provider, "alloydb")',
    );
  }
}

const checkedFolders = new Set<string>();

/**
 * Refuses a program from whose folder this package can't be resolved, as where only a library of the program
 * depends on it: Pulumi's provider process loads the package from that folder. Warns once if another version of
 * the package is there. Under mocks there is no such process.
 */
export function checkPackageResolution(): void {
  const monitor = pulumi.runtime.getMonitor();
  const folder = process.cwd();
  if (monitor === undefined || "mocks" in monitor || checkedFolders.has(folder)) {
    return;
  }
  const requireFromFolder = createRequire(path.join(folder, "x.js"));
  try {
    requireFromFolder.resolve("pulumi-gcp-lro/provider");
  } catch {
    throw new pulumi.RunError(
      `Add pulumi-gcp-lro to the dependencies of the project in ${folder}. Pulumi's provider process loads the ` +
        "package from that folder, and it can't be resolved from there. A dependency of a library is not enough.",
    );
  }
  checkedFolders.add(folder);
  const { version } = requireFromFolder("pulumi-gcp-lro/package.json") as { version: string };
  if (version !== PACKAGE_VERSION) {
    pulumi.log.warn(
      `The program uses pulumi-gcp-lro ${PACKAGE_VERSION}, but Pulumi's provider process loads ${version} from ` +
        `${folder}. Use the same version in both.`,
    );
  }
}
