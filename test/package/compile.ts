import path from "node:path";
import ts from "typescript";

/**
 * Compiles programs of a user as strictly as TypeScript can, and answers what is wrong in them or in the types
 * of this package. Other packages' types are theirs to keep in order.
 */
export function compile(files: readonly string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts"],
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: false,
    ...options,
  });
  // File by file, because all at once the types of every package would be checked, which takes most of the time.
  const ours = program.getSourceFiles().filter(isOurs);
  const wrong = ours.flatMap((file) => [...ts.getPreEmitDiagnostics(program, file)]);
  const emitted = ours
    .filter(({ isDeclarationFile }) => !isDeclarationFile)
    .flatMap((file) => [...program.emit(file).diagnostics]);
  const texts = [...wrong, ...emitted].map(textOf);
  // What is wrong with the program as a whole is found with each file.
  return [...new Set(texts)];
}

function isOurs({ fileName }: ts.SourceFile): boolean {
  const folders = fileName.split("/");
  const place = folders.lastIndexOf("node_modules");
  return place < 0 || folders[place + 1] === "pulumi-gcp-lro";
}

function textOf({ file, start, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, " ");
  if (file === undefined || start === undefined) {
    return text;
  }
  const { line } = file.getLineAndCharacterOfPosition(start);
  return `${path.basename(file.fileName)}:${line + 1}: ${text}`;
}
