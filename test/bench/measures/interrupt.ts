import { exportInputs, startProviderFixture, urnOf } from "../../support/providerFixture.js";
import { Teardown } from "../../support/teardown.js";
import type { Measure } from "../measure.js";

const COUNT = 8;

/** Ctrl-C while creates wait: the time until all `:cancel` requests have arrived. */
export const interrupt: Measure = {
  runs: 3,
  async run() {
    const teardown = new Teardown();
    try {
      const fixture = await startProviderFixture(teardown, { operationTime: "1h", cancelTime: "1h" });
      const { engine, emulator, server } = fixture;
      const names = Array.from({ length: COUNT }, (_, index) => `export-${index}`);
      const creating = names.map((name) =>
        server.create(exportInputs(name, { waitFor: "done" })).catch(() => {}),
      );
      await Promise.all(names.map((name) => engine.line(urnOf(name), isRunning)));
      const begin = emulator.now();
      const ended = server.end("SIGINT");
      await Promise.all([ended, ...creating]);
      const cancels = emulator.requests.filter(({ kind }) => kind === "cancel").map(({ at }) => at - begin);
      if (cancels.length !== COUNT) {
        throw new Error(`${cancels.length} of ${COUNT} operations were cancelled.`);
      }
      return {
        rows: [
          { measure: "Ctrl-C until the first :cancel", unit: "ms", ours: Math.min(...cancels), goal: 300 },
          { measure: "Ctrl-C until the last of 8", unit: "ms", ours: Math.max(...cancels), goal: 300 },
        ],
      };
    } finally {
      await teardown.run();
    }
  },
};

function isRunning({ message }: { message: string }): boolean {
  return message.startsWith("running, ");
}
