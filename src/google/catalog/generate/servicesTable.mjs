/** The README's table of services, folded away: one row for each, with what its versions can cancel. */
export function servicesTable(catalog) {
  const services = Object.entries(catalog).map(([key, entry]) => ({
    key,
    host: entry.host,
    ...reaches(entry),
  }));
  const cancelling = services.filter(({ every, some }) => every.length + some.length > 0);
  return [
    "<details>",
    `<summary>${services.length} services, ${cancelling.length} of them with cancel</summary>`,
    "",
    "| service | cancels every operation | cancels some of them | cancels none |",
    "|---|---|---|---|",
    ...services.map(row),
    "",
    "</details>",
  ].join("\n");
}

/** Text with what stands between the markers of the README replaced. */
export function withServicesTable(readme, catalog) {
  const [begin, end] = ["<!-- services: npm run readme -->", "<!-- /services -->"];
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) {
    throw new Error(`README.md lacks ${begin} or ${end}.`);
  }
  return `${before}${begin}\n${servicesTable(catalog)}\n${end}${after}`;
}

function reaches({ versions }) {
  const byReach = { every: [], some: [], none: [] };
  for (const [version, entry] of Object.entries(versions)) {
    byReach[reachOf(typeof entry === "string" ? versions[entry] : entry)].push(version);
  }
  return byReach;
}

function reachOf({ names, cancellableStarts }) {
  const patterns = Object.keys(names);
  const cancelling = patterns.filter((pattern) => canCancel(names, pattern)).length;
  if (cancelling === 0) {
    return "none";
  }
  return cancelling === patterns.length && cancellableStarts === undefined ? "every" : "some";
}

/** Some services read `operations/*` and cancel `operations/**`, which takes the same names. */
function canCancel(names, pattern) {
  return [pattern, pattern.replace(/\*$/, "**")].some((fitting) => names[fitting]?.includes("c"));
}

function row({ key, host, every, some, none }) {
  const cells = [
    host === undefined ? key : `${key} (${host})`,
    ...[every, some, none].map((list) => list.join(", ")),
  ];
  return `|${cells.map((cell) => (cell === "" ? " " : ` ${cell} `)).join("|")}|`;
}
