import timers from "node:timers";
import timersPromises from "node:timers/promises";

/** A time that runs `scale` times as fast as the system's and that several processes share. */
export interface TimeScale {
  scale: number;
  /** The beginning: milliseconds since 1970, and the system's monotonic clock, which all processes share. */
  wall: number;
  monotonic: number;
}

export function timeScaleFromNow(scale: number): TimeScale {
  return { scale, wall: Date.now(), monotonic: systemTime() };
}

/**
 * Makes the clocks and timers of this process follow a time, also those of the packages that it loads. Sockets keep the
 * system's time: the time that a request takes is multiplied.
 */
export function followTime(time: TimeScale): void {
  const { scale, wall } = time;
  if (scale === 1) {
    return;
  }
  const now = (): number => Math.floor(wall + passed(time));
  Date.now = now;
  globalThis.Date = new Proxy(Date, {
    construct: (target, parts, type) => Reflect.construct(target, parts.length > 0 ? parts : [now()], type),
  });
  Object.defineProperty(performance, "now", { value: () => passed(time) });
  const { setTimeout, setInterval } = globalThis;
  const pause = timersPromises.setTimeout;
  const scaled = {
    setTimeout: (work: () => void, delay = 0, ...rest: []) => setTimeout(work, delay / scale, ...rest),
    setInterval: (work: () => void, delay = 0, ...rest: []) => setInterval(work, delay / scale, ...rest),
  };
  Object.assign(globalThis, scaled);
  Object.assign(timers, scaled);
  Object.assign(timersPromises, {
    setTimeout: (delay = 0, ...rest: []) => pause(delay / scale, ...rest),
  });
}

/** Milliseconds that have passed in a time: the same in all processes, whatever happens to the system's date. */
export function passed({ scale, monotonic }: TimeScale): number {
  return (systemTime() - monotonic) * scale;
}

function systemTime(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
