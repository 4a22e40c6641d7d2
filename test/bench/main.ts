import { group } from "./group.js";
import { many } from "./many.js";

/**
 * Runs a benchmark: `npm run bench -- many [N…]` or `npm run bench -- group [N]`. Nothing in it is a test: the figures
 * depend on the machine.
 */
const [benchmark, ...counts] = process.argv.slice(2);
if (benchmark === "many") {
  void many(counts.length > 0 ? counts.map(Number) : undefined);
} else if (benchmark === "group") {
  void group(Number(counts[0] ?? 1_000));
} else {
  console.error("Usage: npm run bench -- many [N...]\n       npm run bench -- group [N]");
  process.exitCode = 2;
}
