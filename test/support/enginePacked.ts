import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { packInto } from "../package/tarball.js";
import { type Install, linkDependency } from "./engineProgram.js";
import { sdkUnderTest } from "./sdkUnderTest.js";

/**
 * Installs the tarball of this package the way npm does: its files, and the two packages that it depends on.
 *
 * @param sdk folder of the Pulumi SDK that program and provider run with
 */
export function packedPackage(sdk = sdkUnderTest): Install {
  return async (modules) => {
    const { file } = await packInto(modules);
    const folder = path.join(modules, "pulumi-gcp-lro");
    await mkdir(folder);
    await promisify(execFile)("tar", ["-xzf", file, "-C", folder, "--strip-components=1"]);
    await mkdir(path.join(modules, "@pulumi"));
    await symlink(sdk, path.join(modules, "@pulumi", "pulumi"));
    await linkDependency(modules, "google-auth-library");
  };
}
