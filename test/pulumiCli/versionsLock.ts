import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The holder of the lock. The token distinguishes two holders with the same process ID. */
interface Holder {
  pid: number;
  host: string;
  token: string;
}

/** The lock's file in the versions folder. */
export const LOCK_NAME = ".gcp-lro.lock";

/** Milliseconds between two signs of life of a holder, and after how many without one it counts as dead. */
const HEARTBEAT = 5_000;
const DEAD_AFTER = 60_000;
/** Milliseconds between two looks of one who waits. */
const LOOK_AGAIN = 250;

/**
 * Runs `work` while no other process does so in the same versions folder. A holder that has died, also on
 * another machine that shares the folder, is noticed and its lock broken. The folder has to exist.
 */
export async function withVersionsLock<T>(
  versions: string,
  options: { signal?: AbortSignal; onWait?(pid: number | undefined): void },
  work: () => Promise<T>,
): Promise<T> {
  const file = path.join(versions, LOCK_NAME);
  const mine: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  await acquire(file, mine, options);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, HEARTBEAT);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await readHolder(file))?.token === mine.token) {
      await rm(file, { force: true });
    }
  }
}

async function acquire(
  file: string,
  mine: Holder,
  options: { signal?: AbortSignal; onWait?(pid: number | undefined): void },
): Promise<void> {
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    if (await create(file, mine)) {
      return;
    }
    const holder = await readHolder(file);
    if (await isDead(file, holder)) {
      await breakLock(file, holder);
      continue;
    }
    if (!told) {
      told = true;
      options.onWait?.(holder?.pid);
    }
    await sleep(LOOK_AGAIN);
  }
}

async function create(file: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/** `undefined` also for a lock that is just being written. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(file, "utf8")) as Partial<Holder>;
    return typeof holder.pid === "number" && holder.host !== undefined && holder.token !== undefined
      ? { pid: holder.pid, host: holder.host, token: holder.token }
      : undefined;
  } catch {
    return undefined;
  }
}

async function isDead(file: string, holder: Holder | undefined): Promise<boolean> {
  if (holder !== undefined && holder.host === hostname() && !isRunning(holder.pid)) {
    return true;
  }
  const facts = await stat(file).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > DEAD_AFTER;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Takes a dead holder's lock away; one that another process has made in the meantime is put back. */
async function breakLock(file: string, dead: Holder | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readHolder(aside))?.token !== dead?.token) {
    await link(aside, file).catch(() => {});
  }
  await rm(aside, { force: true });
}
