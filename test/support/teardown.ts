/** Takes what is to be done at the end, like a test's context. */
export interface Ending {
  after(work: () => void | Promise<void>): void;
}

/** The end of a whole file of tests: what was set up last is taken down first. */
export class Teardown implements Ending {
  readonly #works: (() => void | Promise<void>)[] = [];

  after(work: () => void | Promise<void>): void {
    this.#works.push(work);
  }

  async run(): Promise<void> {
    for (const work of this.#works.splice(0).reverse()) {
      await work();
    }
  }
}
