import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { packageRoot } from "./providerProject.js";

export interface SourceFile {
  /** Relative to the folder that was read, with slashes: `core/clock.ts`. */
  path: string;
  text: string;
}

/** Every file of one kind below a folder of the package, such as `src`. */
export function sourceFiles(folder: string, extension = ".ts"): SourceFile[] {
  const root = path.join(packageRoot, folder);
  return filesBelow(root)
    .filter((file) => file.endsWith(extension))
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), "utf8") }));
}

/** Not one by `recursive`: where tests have packages installed, that goes through links into all there is. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) {
      return [entry.name];
    }
    const inside = entry.name === "node_modules" ? [] : filesBelow(path.join(folder, entry.name));
    return inside.map((file) => `${entry.name}/${file}`);
  });
}

/** The imports of a file, types included: relative specifiers resolved like `core/clock.js`, others as written. */
export function importsOf({ path: file, text }: SourceFile): string[] {
  return ts
    .preProcessFile(text, true, file.endsWith(".js"))
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith(".") ? path.posix.join(path.posix.dirname(file), fileName) : fileName,
    );
}
