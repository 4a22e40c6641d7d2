import fc from "fast-check";
import { type Mishap, mishaps } from "./mishap.js";
import { script } from "./operationScripts.js";
import type { Manner, Waits } from "./waits.js";

/** The number of operations that the callers share. */
export const OPERATIONS = 4;

export const scriptsOfAll = fc.array(script, { minLength: OPERATIONS, maxLength: OPERATIONS });

type WaitCommand = fc.AsyncCommand<object, Waits>;

function command(text: string, run: (waits: Waits) => Promise<void> | void): WaitCommand {
  return { check: () => true, run: async (_, waits) => run(waits), toString: () => text };
}

const time = fc.oneof(fc.nat(3_000), fc.nat(600_000));
const which = fc.nat(OPERATIONS - 1);

const begin = fc
  .record({
    manner: fc.constantFrom<Manner>("wait", "cancelAndWait", "cancelAll"),
    which: fc.uniqueArray(which, { minLength: 1 }),
    timeout: fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 600_000 })),
    width: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ manner, which: indices, timeout, width }) =>
    command(`${manner}([${indices}], ${timeout} ms, width ${width})`, (waits) => {
      const names = indices.map((index) => waits.cloud.operations[index]?.name ?? "");
      waits.begin(manner, names, timeout, width);
    }),
  );

const interrupt = fc.nat(3).map((index) =>
  command(`interrupt(call ${index})`, (waits) => {
    waits.interrupt(index);
  }),
);

const lastError = mishaps.map((given: (Mishap | undefined)[]) =>
  command(`trouble(${fc.stringify(given)})`, (waits) => {
    waits.lastError(given);
  }),
);

const pass = time.map((milliseconds) =>
  command(`pass(${milliseconds})`, ({ clock }) => clock.advance(milliseconds)),
);

const somebodyCancels = which.map((index) =>
  command(`somebodyCancels(${index})`, ({ cloud }) => {
    cloud.cancel(cloud.operations[index]?.name ?? "");
  }),
);

export const waitCommands = fc.commands(
  [begin, begin, interrupt, lastError, lastError, pass, pass, somebodyCancels],
  {
    maxCommands: 12,
    size: "max",
  },
);
