import { many } from "./many.js";

/** Runs a benchmark: `npm run bench -- many [N…]`. Nothing in it is a test: the figures depend on the machine. */
const [benchmark, ...counts] = process.argv.slice(2);
if (benchmark === "many") {
  void many(counts.length > 0 ? counts.map(Number) : undefined);
} else {
  console.error("Usage: npm run bench -- many [N...]");
  process.exitCode = 2;
}
