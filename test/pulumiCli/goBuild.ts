import { copyFile, mkdir, statfs } from "node:fs/promises";
import path from "node:path";
import { describeEnd, type ProcessEnd, runProcess } from "#src/cli/pulumi/childProcess.js";
import { executables, isExecutable, searchPath } from "#src/cli/pulumi/findPulumi.js";
import type { MakerAnswer, MakerContext, PulumiMaker } from "./maker.js";
import { PINNED_VERSION } from "./pinnedVersion.js";
import type { Staging } from "./staging.js";

/** A pinned Go module, of which the repository keeps go.mod and go.sum. */
interface GoProgram {
  title: string;
  /** Folder below `source`. */
  folder: string;
  package: string;
  /** The version that the program reports. */
  version: string;
  output: string;
}

/**
 * The language host has no tagged releases of its own and compiles only against the SDK of its time; the CLI
 * works with an older host, since the protocol between them is stable.
 */
const programs: readonly GoProgram[] = [
  {
    title: "the Node.js language host",
    folder: "language-host",
    package: "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3",
    version: "3.187.0",
    output: executables.languageHost,
  },
  {
    title: "the Pulumi CLI",
    folder: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: PINNED_VERSION.text,
    output: executables.cli,
  },
];

/** Bytes that sources and caches take until the build ends. */
const SPACE_NEEDED = 4.5e9;

/** Milliseconds between two lines about a build that goes on. */
const REPORT_EVERY = 10_000;

/** The flags of every command. Without -modcacherw the module cache is read-only, and only root could remove it. */
const commonFlags = ["-modcacherw", "-tags=osusergo,grpcnotrace"];

/** The folder with go.mod and go.sum of both programs. */
const source = path.join(__dirname, "../../../test/pulumiCli/source");

/** A build from the pinned modules, for machines that reach a Go module proxy but not get.pulumi.com. */
export const goBuild: PulumiMaker = {
  title: "a build with Go",
  async make(staging, context) {
    const go = await findGo(context.environment);
    if (go === undefined) {
      return { failed: "no go on PATH" };
    }
    const { bavail, bsize } = await statfs(staging.scratch);
    if (bavail * bsize < SPACE_NEEDED) {
      return { failed: `${staging.scratch} has less than ${SPACE_NEEDED / 1e9} GB left` };
    }
    const bin = path.join(staging.product, "bin");
    await mkdir(bin);
    context.report(
      `Building the Pulumi CLI ${PINNED_VERSION.text} from source with Go, once for this machine.\n` +
        "  It downloads some 300 modules and compiles some 2,000 packages.\n" +
        "  That takes about 5 minutes on two idle cores, and half an hour on a busy machine.\n" +
        `  It needs ${SPACE_NEEDED / 1e9} GB of disk in ${path.dirname(path.dirname(staging.scratch))}, and leaves 0.2 GB there.`,
    );
    for (const [index, program] of programs.entries()) {
      const step = `${index + 1} of ${programs.length}, ${program.title}`;
      const answer = await build(go, program, step, staging, context);
      if (answer !== "made") {
        return answer;
      }
    }
    await copyFile(
      path.join(path.dirname(require.resolve("@pulumi/pulumi/package.json")), executables.dynamicProvider),
      path.join(bin, executables.dynamicProvider),
    );
    return "made";
  },
};

async function findGo(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of searchPath(environment)) {
    const file = path.join(folder, process.platform === "win32" ? "go.exe" : "go");
    if (await isExecutable(file)) {
      return file;
    }
  }
  return undefined;
}

async function build(
  go: string,
  program: GoProgram,
  step: string,
  staging: Staging,
  context: MakerContext,
): Promise<MakerAnswer> {
  const cache = (name: string): string => path.join(staging.scratch, name);
  await mkdir(cache("temporary"), { recursive: true });
  const { GOOS: _os, GOARCH: _architecture, ...environment } = context.environment;
  const progress = new BuildProgress();
  const run = (command: string, parameters: readonly string[]): Promise<ProcessEnd> =>
    runProcess(go, [command, ...commonFlags, ...parameters, program.package], {
      directory: path.join(source, program.folder),
      environment: {
        ...environment,
        CGO_ENABLED: "0",
        GOWORK: "off",
        GOMODCACHE: cache("modules"),
        GOCACHE: cache("objects"),
        GOTMPDIR: cache("temporary"),
      },
      signal: context.signal,
      onLine: (line, stream) => progress.read(line, stream),
    });
  const reports = setInterval(() => context.report(`  ${step}: ${progress.describe()}`), REPORT_EVERY);
  try {
    // Downloads the modules, and tells the number of packages.
    const listed = await run("list", ["-deps"]);
    if (listed.kind !== "exited" || listed.code !== 0) {
      return { failed: `${program.title}: go list: ${describeEnd(listed)}` };
    }
    context.report(`  ${step}: ${progress.describe()}`);
    const built = await run("build", [
      "-v",
      "-trimpath",
      `-ldflags=-w -s -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${program.version}`,
      `-o=${path.join(staging.product, "bin", program.output)}`,
    ]);
    if (built.kind !== "exited" || built.code !== 0) {
      return { failed: `${program.title}: go build: ${describeEnd(built)}` };
    }
    context.report(`  ${step}: built, ${progress.describe()}`);
    return "made";
  } finally {
    clearInterval(reports);
  }
}

/** Counts the lines of `go list -deps`, one for each package, and of `go build -v`, one for each that it compiles. */
class BuildProgress {
  readonly #begin = performance.now();
  #modules = 0;
  #packages = 0;
  #compiled = 0;

  read(line: string, stream: "stdout" | "stderr"): void {
    if (stream === "stdout") {
      this.#packages++;
    } else if (line.startsWith("go: downloading ")) {
      this.#modules++;
    } else {
      this.#compiled++;
    }
  }

  /** Packages that the programs share are compiled once: hence "at most". */
  describe(): string {
    const seconds = Math.round((performance.now() - this.#begin) / 1000);
    const packages =
      this.#packages === 0 ? "" : `, ${this.#compiled} of at most ${this.#packages} packages compiled`;
    return `${this.#modules} modules downloaded${packages}, ${seconds} s`;
  }
}
