import path from "node:path";
import ts from "typescript";
import { packageFolder } from "../package/userProject.js";

/** The options of `pulumi new typescript`, as far as types are concerned. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  lib: ["lib.es2023.d.ts"],
  types: ["node"],
  strict: true,
};

/** Programs of a user, as the compiler checks and an editor completes them. They are never written to a file. */
export class CheckedPrograms {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #service: ts.LanguageService;

  /**
   * @param texts the programs by name
   * @param files further files to check, relative to this package's folder
   */
  constructor(texts: Readonly<Record<string, string>>, files: readonly string[]) {
    this.#texts = new Map(Object.entries(texts).map(([name, text]) => [fileOf(name), text]));
    const readFile = (file: string): string | undefined => this.#texts.get(file) ?? ts.sys.readFile(file);
    this.#service = ts.createLanguageService({
      getScriptFileNames: () => [...this.#texts.keys(), ...files.map(inPackage)],
      getScriptVersion: () => "1",
      getScriptSnapshot: (file) => {
        const text = readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => packageFolder,
      getCompilationSettings: () => OPTIONS,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (file) => this.#texts.has(file) || ts.sys.fileExists(file),
      readFile,
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
  }

  /** The errors in a program, each on one line. */
  errors(name: string): string[] {
    return this.#errorsOf(fileOf(name));
  }

  /** The errors in a file of this package. */
  errorsOfFile(file: string): string[] {
    return this.#errorsOf(inPackage(file));
  }

  /** The texts that an editor offers at the `|` of a program, in order, without keywords. */
  completions(name: string): string[] {
    const file = fileOf(name);
    const position = this.#texts.get(file)?.indexOf("|") ?? -1;
    const { entries = [] } = this.#service.getCompletionsAtPosition(file, position, {}) ?? {};
    return entries.filter(({ kind }) => kind !== ts.ScriptElementKind.keyword).map((entry) => entry.name);
  }

  /** The type that an editor shows for the last occurrence of a name. */
  shownType(name: string, identifier: string): string {
    const file = fileOf(name);
    const position = this.#texts.get(file)?.lastIndexOf(identifier) ?? -1;
    return ts.displayPartsToString(this.#service.getQuickInfoAtPosition(file, position)?.displayParts);
  }

  close(): void {
    this.#service.dispose();
  }

  #errorsOf(file: string): string[] {
    const errors = [
      ...this.#service.getSyntacticDiagnostics(file),
      ...this.#service.getSemanticDiagnostics(file),
    ];
    return errors.map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, "\n").replace(/\n\s*/g, " "),
    );
  }
}

function fileOf(name: string): string {
  return inPackage(`test/types/${name}.virtual.ts`);
}

function inPackage(file: string): string {
  return path.join(packageFolder, file);
}
