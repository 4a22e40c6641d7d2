import { createHash } from "node:crypto";
import type { RecordedRequest } from "pulumi-gcp-lro/emulator";
import { closeIdleConnections } from "#src/google/http/agents.js";
import { EmulatorScene } from "../support/emulatorScene.js";
import { seededRandom } from "../support/seededRandom.js";
import { Teardown } from "../support/teardown.js";
import {
  cancelsWhatRuns,
  startsAndCancels,
  startsAndWaits,
  type Told,
  type Turn,
  waitsForWhatRuns,
} from "./clientStories.js";
import { EmulatorRecords } from "./emulatorRecords.js";
import { type FaultMix, faultsByKind, layFaults, STALL } from "./faultMix.js";
import { between } from "./operationPlan.js";
import { isDestroyed, isWaitedFor } from "./providerStory.js";
import { RenewingClient } from "./renewingClient.js";

/** Milliseconds between the beginnings of two stories. */
const STAGGER = 40;

/** More requests than this are not made, whatever goes wrong. */
const MOST_REQUESTS = 100_000;

type Story = (scene: EmulatorScene, turn: Turn) => Promise<Told>;

const stories: readonly [weight: number, story: Story][] = [
  [40, cancelsWhatRuns],
  [15, waitsForWhatRuns],
  [15, startsAndCancels],
  [10, startsAndWaits],
  [12, isDestroyed],
  [8, isWaitedFor],
];

function storyOf(index: number): Story {
  let place = index % 100;
  for (const [weight, story] of stories) {
    place -= weight;
    if (place < 0) {
      return story;
    }
  }
  throw new Error("The weights make less than 100.");
}

/** What is to be played. */
export interface SoakOrder {
  seed: number;
  operations: number;
  mix: FaultMix;
}

/** What came of it, as plain JSON. */
export interface SoakResult {
  requests: number;
  /** Stories in which nothing but the truth was said, and the right end told. */
  trueStories: number;
  /** What was wrong, one line each; the first ones. */
  problems: string[];
  /** How often each kind of fault has happened. */
  failures: Record<string, number>;
  uncertainStarts: number;
  /** Looks at a started operation that wasn't visible yet. */
  notVisibleYet: number;
  tokens: number;
  /** On the driven clock, in milliseconds. */
  duration: number;
  /** Of all requests and answers with their times. */
  digest: string;
}

const MOST_PROBLEMS = 20;

/** Runs that many stories, each with an operation of its own, and compares their claims with the emulator's records. */
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
  const told = await Promise.all(
    Array.from({ length: operations }, async (_, index) => {
      const chance = seededRandom(seed * 1_000 + index);
      await scene.clock.sleep(index * STAGGER);
      const visibleAfter = mix === "everything" && index % 3 === 0 ? between(chance, 100, 15_000) : 0;
      try {
        return await storyOf(index)(scene, { index, chance, visibleAfter });
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    }),
  );
  const { requests } = scene.emulator;
  const records = new EmulatorRecords(scene.emulator);
  const problems = told.map((one, index) => records.problemsOf(one, index));
  const duration = scene.emulator.now();
  await teardown.run();
  closeIdleConnections();
  return {
    requests: requests.length,
    trueStories: problems.filter((found) => found.length === 0).length,
    problems: problems.flat().slice(0, MOST_PROBLEMS),
    failures: faultsByKind(requests),
    uncertainStarts: told.reduce((sum, one) => sum + (one instanceof Error ? 0 : one.uncertainStarts), 0),
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
