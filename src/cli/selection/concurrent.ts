/** Runs a task for each item, at most `width` at a time, and returns the results in the order of the items. */
export async function mapConcurrently<Item, R>(
  items: readonly Item[],
  width: number,
  task: (item: Item) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      results[index] = await task(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
