import { runtime } from "@pulumi/pulumi";
import { isPending } from "./recipes/fieldRules.js";

/** The kind of a value, for a message. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) {
    return String(value);
  }
  if (isPending(value)) {
    return value instanceof Promise ? "a Promise" : "an Output";
  }
  if (Array.isArray(value)) {
    return "a list";
  }
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** True in a unit test of a program: no provider runs, and resources have only the properties that the test's mocks return. */
export function isMocked(): boolean {
  const monitor = runtime.getMonitor();
  return monitor !== undefined && "mocks" in monitor;
}
