import fc from "fast-check";

/**
 * Loaded before the tests of an npm script: every property then tries the same cases on every machine and every day,
 * so that a change is judged by what it changes. FAST_CHECK_SEED has it try those of another seed, or ever new ones
 * (`random`), as a test does that is run by itself.
 */
const { FAST_CHECK_SEED: seed = "1" } = process.env;

if (seed !== "random") {
  fc.configureGlobal({ seed: Number(seed) });
}
