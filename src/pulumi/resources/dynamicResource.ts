import { createRequire } from "node:module";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { PACKAGE_VERSION } from "../../google/http/headers.js";
import { isMocked, kindOf } from "../../services/sdkValues.js";

/** A resource of this package that a program declares. */
export interface DeclaredResource {
  type: string;
  name: string;
  parent: pulumi.Resource | undefined;
  /** The export of `pulumi-gcp-lro/provider` that provides the resource. */
  provider: string;
  args: unknown;
  /** The arguments that become part of an operation's name, and of every request about it. */
  nameArguments: unknown;
}

/** The inputs that the provider needs in addition to the arguments. */
export function hiddenInputs({ type, name, parent, provider, args, nameArguments }: DeclaredResource) {
  return {
    __provider: providerText(provider),
    __urn: urnOf(name, type, parent),
    __secret: hasSecret(args),
    __secretName: hasSecret(nameArguments),
  };
}

/**
 * The URN of a resource, as a promise: an output would make the resource depend on its parent. A dependency on a component
 * is one on all of its children, so two resources of this package in one component would wait for each other.
 */
function urnOf(name: string, type: string, parent: pulumi.Resource | undefined): Promise<string> {
  return new Promise((resolve) => pulumi.createUrn(name, type, parent).apply(resolve));
}

/**
 * The code that Pulumi keeps in the state as `__provider` and evaluates in the dynamic-provider process: it loads the
 * installed package from the program's folder. A delete evaluates the text that was saved when the resource was
 * created, so these texts and the specifier in them never change: with a constant text the installed version runs,
 * and fixes reach old resources.
 *
 * `createRequire` from the working directory also resolves the package from within its own repository, which
 * a plain `require` in that process can't.
 */
export function providerText(provider: string): string {
  return `exports.handler = () => require("module").createRequire(process.cwd() + "/x.js")("pulumi-gcp-lro/provider").${provider};`;
}

/**
 * `true` if anything in the arguments is a secret, else `undefined`. The provider can't see secrets. It keeps the
 * service's responses encrypted if they may repeat one.
 */
async function hasSecret(args: unknown): Promise<true | undefined> {
  try {
    return (await pulumi.isSecret(pulumi.output(args))) ? true : undefined;
  } catch {
    // An argument was rejected. The resource's registration reports it.
    return undefined;
  }
}

/**
 * Refuses a program in which a resource of this package can't work.
 *
 * @param resource class and name, as the message shows them
 * @throws RunError
 */
export function checkProgram(
  resource: string,
  args: unknown,
  opts: pulumi.CustomResourceOptions | undefined,
): void {
  checkArguments(resource, args, '{ service: "alloydb", … }');
  checkProviderOption(resource, opts);
  checkPackageResolution();
}

/** Refuses arguments that are not an object, for callers without types. @throws RunError */
export function checkArguments(owner: string, args: unknown, example: string): void {
  const kind = kindOf(args);
  if (kind !== "an object") {
    throw new pulumi.RunError(`${owner}: The arguments must be an object such as ${example}, not ${kind}.`);
  }
}

/**
 * Refuses the option `provider` with a provider of another package: the engine would send the resource to that
 * provider. A provider on a parent component is fine.
 */
function checkProviderOption(resource: string, opts: pulumi.CustomResourceOptions | undefined): void {
  const { __pulumiType: type } = (opts?.provider ?? {}) as { __pulumiType?: unknown };
  const [, providerPackage] = /^pulumi:providers:(.+)$/.exec(String(type)) ?? [];
  if (providerPackage !== undefined && providerPackage !== "pulumi-nodejs") {
    throw new pulumi.RunError(
      `${resource}: The resource option \`provider\` can't be a provider of the package ${providerPackage}. Remove the option. ` +
        'To use the settings of a gcp.Provider, add `...gcpProviderArgs(provider, "alloydb")` to the arguments.',
    );
  }
}

const checkedFolders = new Set<string>();

/**
 * Refuses a program from whose folder this package can't be resolved, for example because only a library of the
 * program depends on it: Pulumi's provider process loads the package from that folder. Warns once if another version
 * of the package is there. Under mocks there is no such process.
 */
function checkPackageResolution(): void {
  const monitor = pulumi.runtime.getMonitor();
  const folder = process.cwd();
  if (monitor === undefined || isMocked() || checkedFolders.has(folder)) {
    return;
  }
  const requireFromFolder = createRequire(path.join(folder, "x.js"));
  try {
    requireFromFolder.resolve("pulumi-gcp-lro/provider");
  } catch {
    throw new pulumi.RunError(
      `Pulumi can't load pulumi-gcp-lro from ${folder}. Add pulumi-gcp-lro to the dependencies of the project in that ` +
        "folder. It is not enough that a library of the project depends on it.",
    );
  }
  checkedFolders.add(folder);
  const { version } = requireFromFolder("pulumi-gcp-lro/package.json") as { version: string };
  if (version !== PACKAGE_VERSION) {
    pulumi.log.warn(
      `The program uses pulumi-gcp-lro ${PACKAGE_VERSION}, but Pulumi's provider process loads ${version} from ` +
        `${folder}. Install the same version in the program and in that folder.`,
    );
  }
}
