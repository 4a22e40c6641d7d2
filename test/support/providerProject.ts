import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sdkUnderTest } from "./sdkLoading.js";
import type { Ending } from "./teardown.js";

/** The root folder of this package. */
export const packageRoot = path.dirname(require.resolve("pulumi-gcp-lro/package.json"));

/** A folder of its own with this package and Pulumi's SDK installed, as a user's program has it. */
export async function installedProject(test: Ending): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "gcp-lro-project-"));
  test.after(() => rm(folder, { recursive: true, force: true }));
  const modules = path.join(folder, "node_modules");
  await mkdir(path.join(modules, "@pulumi"), { recursive: true });
  await symlink(packageRoot, path.join(modules, "pulumi-gcp-lro"), "dir");
  await symlink(sdkUnderTest, path.join(modules, "@pulumi", "pulumi"), "dir");
  return folder;
}
