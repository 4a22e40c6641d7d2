import { createHash } from "node:crypto";
import type { RecordedRequest } from "pulumi-gcp-lro/emulator";
import { closeIdleConnections } from "#src/google/http/agents.js";
import { EmulatorScene } from "../support/emulatorScene.js";
import { seededRandom } from "../support/seededRandom.js";
import { Teardown } from "../support/teardown.js";
import {
  cancelsRunning,
  type ScenarioInput,
  type ScenarioResult,
  startsAndCancels,
  startsAndWaits,
  waitsForRunning,
} from "./clientScenarios.js";
import { EmulatorRecords } from "./emulatorRecords.js";
import { type FaultMix, faultsByKind, layFaults, STALL } from "./faultMix.js";
import { between } from "./operationPlan.js";
import { createsAndDestroys, createsAndWaits } from "./providerScenarios.js";
import { RenewingClient } from "./renewingClient.js";

/** Milliseconds between the beginnings of two scenarios. */
const STAGGER = 40;

/** More requests than this are not made, whatever goes wrong. */
const MOST_REQUESTS = 100_000;

type Scenario = (scene: EmulatorScene, input: ScenarioInput) => Promise<ScenarioResult>;

const scenarios: readonly [weight: number, scenario: Scenario][] = [
  [40, cancelsRunning],
  [15, waitsForRunning],
  [15, startsAndCancels],
  [10, startsAndWaits],
  [12, createsAndDestroys],
  [8, createsAndWaits],
];

function scenarioOf(index: number): Scenario {
  let rest = index % 100;
  for (const [weight, scenario] of scenarios) {
    rest -= weight;
    if (rest < 0) {
      return scenario;
    }
  }
  throw new Error("The weights add up to less than 100.");
}

/** The parameters of a soak. */
export interface SoakOrder {
  seed: number;
  operations: number;
  mix: FaultMix;
}

/** The result of a soak, as plain JSON. */
export interface SoakResult {
  requests: number;
  /** Scenarios whose reported outcomes match the emulator's records. */
  correctScenarios: number;
  /** The first problems, one line each. */
  problems: string[];
  /** The number of faults by kind. */
  failures: Record<string, number>;
  uncertainStarts: number;
  /** Polls of a started operation that wasn't visible yet. */
  notVisibleYet: number;
  tokens: number;
  /** On the driven clock, in milliseconds. */
  duration: number;
  /** A digest of all requests and responses with their times. */
  digest: string;
}

const MOST_PROBLEMS = 20;

/** Runs that many scenarios, each with an operation of its own, and compares their outcomes with the emulator's records. */
export async function soak({ seed, operations, mix }: SoakOrder): Promise<SoakResult> {
  const teardown = new Teardown();
  const authClient = new RenewingClient();
  const scene = await EmulatorScene.open(teardown, {
    seed,
    credentials: "required",
    maxRecorded: 1_000_000,
    stall: STALL,
    client: { authClient },
  });
  layFaults(scene.emulator, mix, seededRandom(seed), MOST_REQUESTS);
  const results = await Promise.all(
    Array.from({ length: operations }, async (_, index) => {
      const chance = seededRandom(seed * 1_000 + index);
      await scene.clock.sleep(index * STAGGER);
      const visibleAfter = mix === "everything" && index % 3 === 0 ? between(chance, 100, 15_000) : 0;
      try {
        return await scenarioOf(index)(scene, { index, chance, visibleAfter });
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    }),
  );
  const { requests } = scene.emulator;
  const records = new EmulatorRecords(scene.emulator);
  const problems = results.map((one, index) => records.problemsOf(one, index));
  const duration = scene.emulator.now();
  await teardown.run();
  closeIdleConnections();
  return {
    requests: requests.length,
    correctScenarios: problems.filter((found) => found.length === 0).length,
    problems: problems.flat().slice(0, MOST_PROBLEMS),
    failures: faultsByKind(requests),
    uncertainStarts: results.reduce((sum, one) => sum + (one instanceof Error ? 0 : one.uncertainStarts), 0),
    notVisibleYet: requests.filter(({ kind, status, fault }) => kind === "get" && status === 404 && !fault)
      .length,
    tokens: authClient.tokens,
    duration,
    digest: digestOf(requests),
  };
}

function digestOf(requests: readonly RecordedRequest[]): string {
  const hash = createHash("sha256");
  for (const { at, method, path, status, fault } of requests) {
    hash.update(`${at} ${method} ${path} ${status} ${fault}\n`);
  }
  return hash.digest("hex");
}
