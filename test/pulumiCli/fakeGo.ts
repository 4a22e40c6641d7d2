import { appendFile } from "node:fs/promises";
import path from "node:path";
import { placeScript, type Sandbox } from "../cli/pulumi/pulumiSandbox.js";
import { PINNED_VERSION } from "./pinnedVersion.js";

/**
 * A `go` that lists two packages of one module, notes each of its builds in `builds`, waits until `gate` exists, and
 * writes a working fake where `-o=` says. While it waits, it and a process that it started are in `waiting`.
 */
export async function placeGo(sandbox: Sandbox): Promise<{ gate: string; builds: string; waiting: string }> {
  const files = {
    gate: path.join(sandbox.folder, "gate"),
    builds: path.join(sandbox.folder, "builds"),
    waiting: path.join(sandbox.folder, "waiting"),
  };
  // Both end with the machine's folder: a test that fails leaves no process.
  const until = (condition: string): string =>
    `'${process.execPath}' -e 'setInterval(() => { if (${condition} || !fs.existsSync("${sandbox.folder}")) process.exit() }, 10)'`;
  const idle = until("false");
  const watchGate = until(`fs.existsSync("${files.gate}")`);
  await placeScript(
    sandbox.programs,
    "go",
    'if [ "$1" = list ]; then',
    '  echo "go: downloading example.invalid/module v1.0.0" >&2',
    "  echo example.invalid/module/one",
    "  echo example.invalid/module/two",
    "  exit 0",
    "fi",
    `echo "$PWD $GOMODCACHE $GOWORK $*" >> '${files.builds}'`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    'for parameter in "$@"; do case "$parameter" in -o=*) output="${parameter#-o=}";; esac; done',
    `if ! [ -e '${files.gate}' ]; then`,
    `  ${idle} &`,
    `  echo "$$ $!" > '${files.waiting}.part'`,
    `  '${process.execPath}' -e 'fs.renameSync("${files.waiting}.part", "${files.waiting}")'`,
    `  child=$!`,
    `  ${watchGate}`,
    "  kill $child",
    "fi",
    'echo "example.invalid/module/one" >&2',
    "echo '#!/bin/sh' > \"$output\"",
    `echo '[ "$1" = version ] && echo v${PINNED_VERSION.text}' >> "$output"`,
    `'${process.execPath}' -e 'fs.chmodSync(process.argv[1], 0o755)' "$output"`,
  );
  return files;
}

export function openGate(gate: string): Promise<void> {
  return appendFile(gate, "");
}
