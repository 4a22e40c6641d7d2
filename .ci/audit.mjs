// Asks the registry whether anything that users install with the package has a known vulnerability, and fails
// where one is of high severity or worse. A registry that takes no audits (a mirror, mostly) is named as such:
// then nothing was audited, and the line says so.
import { spawnSync } from "node:child_process";

const { stdout, stderr, error } = spawnSync("npm", ["audit", "--omit=dev", "--audit-level=high", "--json"], {
  encoding: "utf8",
  env: { ...process.env, npm_config_audit: "true" },
  shell: process.platform === "win32",
});

const report = parse(stdout);
const counts = report?.metadata?.vulnerabilities;
if (counts !== undefined) {
  const { total, high, critical } = counts;
  const packages = report.metadata.dependencies?.prod ?? "all";
  console.log(
    `audited ${packages} packages: ${total} known vulnerabilities, ${high + critical} of them high or worse`,
  );
  if (high + critical > 0) {
    console.log(JSON.stringify(report.vulnerabilities, undefined, 2));
    process.exitCode = 1;
  }
} else if (/^(404|405|501)\b/.test(report?.message ?? "")) {
  console.log(`NOT audited: the registry takes no audits (${report.message.split(" - ")[0]})`);
} else {
  console.error(`The audit failed: ${error ?? report?.message ?? (stderr || stdout || "npm said nothing")}`);
  process.exitCode = 1;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
