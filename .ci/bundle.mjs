// Bundles the provider into dist/provider.js, and the command line with its libraries into dist/gcp-lro.js. Writes the
// licenses of these libraries and the schema of --json beside it. Libraries of the command line are no dependencies of the
// package: a program that only uses the resources doesn't install them.
// With --check, it writes nothing, and fails if a file is stale.
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const common = {
  bundle: true,
  platform: "node",
  target: "node22.17",
  write: false,
  logLevel: "warning",
};
const provider = await build({
  ...common,
  entryPoints: ["src/pulumi/provider.ts"],
  outfile: "dist/provider.js",
  packages: "external",
});
const commandLine = await build({
  ...common,
  entryPoints: ["src/cli/main.ts"],
  outfile: "dist/gcp-lro.js",
  external: ["google-auth-library", "pulumi-gcp-lro"],
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
});

const folders = new Set(
  Object.keys(commandLine.metafile.inputs).flatMap(
    (input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? [],
  ),
);
const notices = [...folders].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((candidate) => /^licen[cs]e/i.test(candidate));
  if (file === undefined || !existsSync(path.join(folder, file)) || !["MIT", "ISC"].includes(license)) {
    throw new Error(`${name} ${version} has the license ${license}. Check it before it is bundled.`);
  }
  return {
    title: `${name} ${version} (${license})`,
    text: readFileSync(path.join(folder, file), "utf8").trim(),
  };
});
const unique = new Map(notices.map((notice) => [notice.title, notice.text]));
const licenses = [...unique].map(([title, text]) => `\n${title}\n\n${text}\n`).join("\n");

replace("dist/provider.js", provider.outputFiles[0].text);
replace("dist/gcp-lro.js", commandLine.outputFiles[0].text, 0o755);
replace("dist/gcp-lro.licenses.txt", `gcp-lro.js contains these libraries.\n${licenses}`);
replace("dist/events.schema.json", readFileSync("src/cli/output/events.schema.json", "utf8"));

/** Replaces a file at once, and only if its text differs: other processes may be reading it. */
function replace(file, text, mode = 0o644) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    if (process.argv.includes("--check")) {
      throw new Error(`${file} is not what the sources say. Run \`npm run types\`.`);
    }
    const written = `${file}.${process.pid}`;
    writeFileSync(written, text, { mode });
    renameSync(written, file);
  }
}
