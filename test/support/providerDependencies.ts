import { ConnectionPool, type PoolDependencies } from "#src/google/connectionPool.js";
import type { Dependencies } from "#src/pulumi/context/dependencies.js";
import type { Journal } from "#src/pulumi/journal/journal.js";

/** A journal that keeps nothing. */
export const noJournal: Journal = {
  read: () => Promise.resolve(undefined),
  write: () => Promise.resolve(false),
  remove: () => Promise.resolve(),
};

/** The dependencies that a test gives a provider. Default: a pool of its own, no journal, and no earlier report. */
export type GivenDependencies = Omit<Dependencies, "pool" | "journal" | "reportedStarts"> &
  Partial<Pick<Dependencies, "journal"> & Pick<PoolDependencies, "connect">>;

/** Completes the dependencies of a provider. */
export function providerDependencies({ connect, ...given }: GivenDependencies): Dependencies {
  return {
    pool: new ConnectionPool({ clock: given.clock, random: given.random, ...(connect && { connect }) }),
    journal: noJournal,
    reportedStarts: new Map(),
    ...given,
  };
}
