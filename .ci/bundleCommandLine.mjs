// Bundles the command line with its libraries into dist/gcp-lro.js, and writes their licenses and the schema of --json
// beside it. Libraries of the command line are no dependencies of the package: a program that only uses the resources
// doesn't install them.
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const { metafile } = await build({
  entryPoints: ["src/cli/main.ts"],
  outfile: "dist/gcp-lro.js",
  bundle: true,
  platform: "node",
  target: "node22.17",
  external: ["google-auth-library", "pulumi-gcp-lro"],
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  logLevel: "warning",
});

const folders = new Set(
  Object.keys(metafile.inputs).flatMap(
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
writeFileSync(
  "dist/gcp-lro.licenses.txt",
  `gcp-lro.js contains these libraries.\n${[...unique].map(([title, text]) => `\n${title}\n\n${text}\n`).join("\n")}`,
);
copyFileSync("src/cli/output/events.schema.json", "dist/events.schema.json");
