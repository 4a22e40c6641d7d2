import ts from "typescript";
import type { SourceFile } from "./support/sourceFiles.js";

/** A test whose name begins with `edge case <number>: `, or `edge cases <number> and <number>: `. */
export interface EdgeCaseTest {
  number: number;
  /** The rest of its name, with `…` for what is known at run time only. */
  title: string;
  /** Relative to the tests' folder. */
  path: string;
}

export interface EdgeCaseScan {
  tests: EdgeCaseTest[];
  /** Texts that speak of an edge case and begin no test's name. */
  strays: string[];
}

const TEST_FUNCTIONS = ["test", "it", "describe"];

/**
 * Finds them in the syntax tree, without running anything. A name may be written in the call, or be in a table
 * that a loop goes over, if a test in that loop begins with a value of it.
 */
export function scanForEdgeCases({ path, text }: SourceFile): EdgeCaseScan {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const scan: EdgeCaseScan = { tests: [], strays: [] };
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const name = textOf(node);
      const [, numbers, title] = /^edge cases? (\d+(?:(?:, | and )\d+)*): (.+)$/s.exec(name) ?? [];
      if (numbers !== undefined && title !== undefined && beginsTestName(node, tree)) {
        scan.tests.push(
          ...numbers.split(/, | and /).map((number) => ({ number: Number(number), title, path })),
        );
      } else if (/edge case/i.test(name)) {
        scan.strays.push(`${path}: ${name}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return scan;
}

function textOf(node: ts.StringLiteralLike | ts.TemplateExpression): string {
  return ts.isStringLiteralLike(node)
    ? node.text
    : node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
}

function beginsTestName(node: ts.Node, tree: ts.SourceFile): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.arguments[0] === node) {
    return isTestCall(parent, tree);
  }
  const table = ancestor(node, ts.isVariableDeclaration)?.name.getText(tree);
  const enclosing = ancestor(node, ts.isForOfStatement);
  const loops =
    enclosing === undefined
      ? descendants(tree, ts.isForOfStatement).filter(({ expression }) => expression.getText(tree) === table)
      : [enclosing];
  return loops.some(({ statement }) =>
    descendants(statement, ts.isCallExpression).some(
      (call) => isTestCall(call, tree) && beginsWithValue(call.arguments[0]),
    ),
  );
}

function isTestCall({ expression }: ts.CallExpression, tree: ts.SourceFile): boolean {
  return TEST_FUNCTIONS.includes(expression.getText(tree));
}

function beginsWithValue(name: ts.Expression | undefined): boolean {
  return (
    name !== undefined && (ts.isIdentifier(name) || (ts.isTemplateExpression(name) && name.head.text === ""))
  );
}

function ancestor<T extends ts.Node>(node: ts.Node, isWanted: (node: ts.Node) => node is T): T | undefined {
  for (let above = node.parent; above !== undefined; above = above.parent) {
    if (isWanted(above)) {
      return above;
    }
  }
  return undefined;
}

function descendants<T extends ts.Node>(node: ts.Node, isWanted: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (child: ts.Node): void => {
    if (isWanted(child)) {
      found.push(child);
    }
    ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}
