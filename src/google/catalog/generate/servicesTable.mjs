/**
 * The table of services in docs/services.md: one row for each, with what its versions can cancel and the progress that its
 * operations report.
 */
export function servicesTable(catalog, progress) {
  const services = Object.entries(catalog).map(([key, entry]) => ({
    key,
    host: entry.host,
    permission: entry.cancelPermission,
    progress: progressOf(progress[key] ?? {}),
    ...reaches(entry),
  }));
  const cancelling = services.filter(({ every, some }) => every.length + some.length > 0);
  return [
    `The catalog has ${services.length} services. ${cancelling.length} of them can cancel operations.`,
    "",
    "| service | every operation | some operations | none | permission | progress |",
    "|---|---|---|---|---|---|",
    ...services.map(row),
  ].join("\n");
}

/** Replaces the text between the page's markers. */
export function withServicesTable(page, catalog, progress) {
  const [begin, end] = ["<!-- services: npm run docs:services -->", "<!-- /services -->"];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) {
    throw new Error(`docs/services.md lacks ${begin} or ${end}.`);
  }
  return `${before}${begin}\n${servicesTable(catalog, progress)}\n${end}${after}`;
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

/** `percent`, and the units that the service counts. */
function progressOf(messages) {
  const counters = Object.values(messages).flatMap((message) => message.counters ?? []);
  const hasPercent =
    Object.values(messages).some(({ percent, ratio }) => percent ?? ratio) ||
    counters.some(({ total, pending }) => total ?? pending);
  const units = counters.flatMap(({ unit }) => unit ?? []);
  return [...new Set([...(hasPercent ? ["percent"] : []), ...units])].join(", ");
}

function row({ key, host, every, some, none, permission, progress }) {
  const cells = [
    host === undefined ? key : `${key} (${host})`,
    ...[every, some, none].map((list) => list.join(", ")),
    permission === undefined ? "" : `\`${permission}\``,
    progress,
  ];
  return `|${cells.map((cell) => (cell === "" ? " " : ` ${cell} `)).join("|")}|`;
}
