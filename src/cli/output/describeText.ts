import { oneLine } from "../../core/text.js";
import type { WorkCounter } from "../../google/json/reportedProgress.js";
import type { FoundOperation } from "../selection/foundOperation.js";
import { ageText } from "./shortText.js";
import { stateOf } from "./shownState.js";

const cancelTexts = {
  yes: "yes",
  no: "no",
  managed: "no, the service runs it by itself",
  unknown: "unknown; the catalog doesn't have such operations",
};

/**
 * Everything about an operation, as lines.
 *
 * @param age milliseconds
 */
export function describeText(
  { fullName, service, operation, report, cancel }: FoundOperation,
  age: number | undefined,
): string {
  const { progressPercent, counters = [], verb, target, stage, startTime, endTime } = report;
  const result = operation.done ? operation.result : undefined;
  const fields: [string, string | undefined][] = [
    ["name", fullName],
    ["service", service],
    [
      "state",
      [stateOf(operation), progressPercent === undefined ? undefined : `${progressPercent}%`]
        .filter(Boolean)
        .join(", "),
    ],
    ["progress", counters.length === 0 ? undefined : counters.map(counterText).join(", ")],
    ["stage", stage],
    ["verb", verb],
    ["target", target],
    [
      "started",
      startTime === undefined || age === undefined ? startTime : `${startTime} (${ageText(age)} ago)`,
    ],
    ["ended", operation.done ? endTime : undefined],
    ["cancel", operation.done ? undefined : cancelTexts[cancel]],
    ["error", result?.kind === "error" ? `${result.error.status}: ${result.error.message}` : undefined],
  ];
  const lines = fields.flatMap(([title, value]) =>
    value === undefined ? [] : [`${`${title}:`.padEnd(9)} ${oneLine(value)}`],
  );
  return [
    ...lines,
    ...jsonLines("metadata", operation.metadata),
    ...jsonLines("response", result?.kind === "response" ? result.response : undefined),
  ].join("\n");
}

/** A counter such as `120 of 400 entities (3 failed)`. */
function counterText({ unit, completed, failed = "0", total }: WorkCounter): string {
  const all = total === undefined ? "" : ` of ${total}`;
  return `${completed}${all} ${unit}${failed === "0" ? "" : ` (${failed} failed)`}`;
}

function jsonLines(title: string, value: object | undefined): string[] {
  return value === undefined
    ? []
    : [
        `${title}:`,
        ...JSON.stringify(value, null, 2)
          .split("\n")
          .map((line) => `  ${line}`),
      ];
}
