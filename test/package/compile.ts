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
  const emitted = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics].filter(isOurs).map(textOf);
}

function isOurs({ file }: ts.Diagnostic): boolean {
  const folders = file?.fileName.split("/") ?? [];
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
