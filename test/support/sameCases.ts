import fc from "fast-check";

/**
 * Loaded before the tests of an npm script: every property then runs the same cases on every machine and every day, so that
 * a new failure is due to a change of the code. FAST_CHECK_SEED selects another seed, or new cases each time (`random`), the
 * default of a test that is run by itself.
 */
const { FAST_CHECK_SEED: seed = "1" } = process.env;

if (seed !== "random") {
  fc.configureGlobal({ seed: Number(seed) });
}
