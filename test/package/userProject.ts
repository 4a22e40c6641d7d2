import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** This package's own folder. */
export const packageFolder = path.dirname(require.resolve("pulumi-gcp-lro/package.json"));

/** A folder with a project of a user's, gone at the end of its block. */
export class UserProject implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @param packages installed packages that the project finds, taken from this package's own node_modules */
  static async create(packages: readonly string[]): Promise<UserProject> {
    const project = new UserProject(await mkdtemp(path.join(tmpdir(), "gcp-lro-user-")));
    await project.write("package.json", JSON.stringify({ name: "user", private: true, version: "0.0.0" }));
    for (const name of packages) {
      await project.install(name, path.join(packageFolder, "node_modules", name));
    }
    return project;
  }

  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  async write(name: string, text: string): Promise<string> {
    const file = this.path(name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  /** Links a package's folder into the project's node_modules. */
  async install(name: string, folder: string): Promise<void> {
    const link = this.path("node_modules", name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(folder, link, "junction");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
