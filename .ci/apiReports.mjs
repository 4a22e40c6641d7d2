// Compares the public types in dist with their reports, api/*.api.md, one for each entry of the package. With --write it
// writes the reports. The reviewer of a change sees in them what it means to users.
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { CompilerState, Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const root = path.dirname(import.meta.dirname);
const reports = path.join(root, "api");
const current = path.join(root, "build/api");
const { exports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

const none = { logLevel: "none" };
const messages = {
  compilerMessageReporting: { default: { logLevel: "warning" } },
  extractorMessageReporting: {
    default: { logLevel: "warning" },
    // Every export is public. The reports contain the types behind exports too, and typedoc checks the docstrings.
    "ae-missing-release-tag": none,
    "ae-forgotten-export": none,
    "ae-undocumented": none,
    "ae-unresolved-link": none,
  },
  tsdocMessageReporting: { default: none },
};

const configurations = Object.entries(exports)
  .filter(([, files]) => files.types !== undefined)
  .map(([entry, { types }]) =>
    ExtractorConfig.prepare({
      configObject: {
        projectFolder: root,
        mainEntryPointFilePath: path.join(root, types),
        compiler: { tsconfigFilePath: path.join(root, "tsconfig.json") },
        apiReport: {
          enabled: true,
          reportFileName: `${entry === "." ? "index" : path.basename(entry)}.api.md`,
          reportFolder: reports,
          reportTempFolder: current,
          includeForgottenExports: true,
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        newlineKind: "lf",
        messages,
      },
      packageJsonFullPath: path.join(root, "package.json"),
    }),
  );
const compilerState = CompilerState.create(configurations[0], {
  additionalEntryPoints: configurations.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
});

rmSync(current, { recursive: true, force: true });
let problems = 0;
for (const configuration of configurations) {
  const { errorCount, warningCount } = Extractor.invoke(configuration, {
    compilerState,
    messageCallback: (message) => {
      // Progress, and changes of the report, which are shown below.
      if (message.category === "console") {
        message.logLevel = "none";
      }
    },
  });
  problems += errorCount + warningCount;
}

if (problems > 0) {
  process.exitCode = 1;
} else if (process.argv.includes("--write")) {
  rmSync(reports, { recursive: true, force: true });
  cpSync(current, reports, { recursive: true });
} else {
  const { stdout, status } = spawnSync("git", ["diff", "--no-index", "--no-color", reports, current], {
    encoding: "utf8",
  });
  if (status !== 0) {
    console.error(`${stdout}
The public types differ from their reports in api. If you want this change:
1. Look up in docs/stability.md whether it is breaking.
2. Run \`npm run api\`, and commit the reports with the change.
3. Add it to CHANGELOG.md.`);
    process.exitCode = 1;
  }
}
