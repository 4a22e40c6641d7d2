/** Times of facts about operations. Old ones are dropped, so that they don't add up in a process that runs for months. */
export class RecentTimes {
  readonly #keptFor: number;
  /** In the order of the times. */
  readonly #times = new Map<string, number>();

  constructor(keptFor: number) {
    this.#keptFor = keptFor;
  }

  get(key: string, now: number): number | undefined {
    const time = this.#times.get(key);
    return time !== undefined && now - time < this.#keptFor ? time : undefined;
  }

  add(key: string, now: number): void {
    for (const [old, time] of this.#times) {
      if (now - time < this.#keptFor) {
        break;
      }
      this.#times.delete(old);
    }
    this.#times.delete(key);
    this.#times.set(key, now);
  }

  delete(key: string): void {
    this.#times.delete(key);
  }
}
