import { type Input, output } from "@pulumi/pulumi";

/** A flag as a query parameter has it. */
export function queryFlag(flag: Input<boolean> | undefined): Input<string> | undefined {
  return flag === undefined || typeof flag === "boolean" ? flag?.toString() : output(flag).apply(String);
}
