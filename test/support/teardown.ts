/** Takes functions to call at the end, like a test's context. */
export interface Ending {
  after(work: () => void | Promise<void>): void;
}

/** The end of a whole file of tests. It calls the functions in reverse order. */
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
