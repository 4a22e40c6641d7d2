/** A collection and what is chosen in it: `clusters`, `c`. A singleton at the end has no id. */
interface Step {
  collection: string;
  id: string | undefined;
}

/** Where resource names begin, behind a host, a scheme or an API version: `//host/projects/p`, `https://host/v1/projects/p`. */
const ROOT = /(?:^|\/)((?:projects|organizations|folders|billingAccounts)\/.*)$/;

/** Older words for a location (container, compute). */
const PLACES = new Set(["zones", "regions"]);

/**
 * Whether two names may be the same resource's. Services answer with a project's number where its id was asked
 * for, with the default collection that was left out, with a host or a link in front, or with the last two
 * segments alone.
 */
export function mayBeSame(one: string, other: string): boolean {
  const steps = stepsOf(one);
  const others = stepsOf(other);
  const last = steps.at(-1);
  const otherLast = others.at(-1);
  return (
    last !== undefined &&
    otherLast !== undefined &&
    last.collection === otherLast.collection &&
    agrees(last, otherLast) &&
    agreeWhereShared(steps, others)
  );
}

/**
 * Whether one of two names may be above the other, or the same: nothing that both name differs, and nothing
 * stands beside it.
 */
export function mayBeInLine(one: string, other: string): boolean {
  const steps = stepsOf(one);
  const others = stepsOf(other);
  return agreeWhereShared(steps, others) && (isWithin(steps, others) || isWithin(others, steps));
}

function stepsOf(name: string): Step[] {
  const segments = (ROOT.exec(name)?.[1] ?? name).split("/");
  const collections = segments.filter((_, index) => index % 2 === 0);
  return collections.map((collection, index) => ({
    collection: PLACES.has(collection) ? "locations" : collection,
    id: segments[2 * index + 1],
  }));
}

function agreeWhereShared(steps: readonly Step[], others: readonly Step[]): boolean {
  return steps.every((step) =>
    others.every((other) => other.collection !== step.collection || agrees(step, other)),
  );
}

/** Whether every step is among the others as well, but for defaults that may be left out. */
function isWithin(steps: readonly Step[], others: readonly Step[]): boolean {
  return steps.every(
    ({ collection, id }) => isDefault(id) || others.some((other) => other.collection === collection),
  );
}

function agrees({ collection, id }: Step, { id: other }: Step): boolean {
  if (id === other || isAny(id) || isAny(other)) {
    return true;
  }
  return collection === "projects" && isNumber(id) !== isNumber(other);
}

/** What a service may call by another name: `default_branch` is `0`. */
function isDefault(id: string | undefined): boolean {
  return id?.startsWith("default_") === true;
}

function isAny(id: string | undefined): boolean {
  return id === "-" || id === "_" || id === "*" || isDefault(id);
}

function isNumber(id: string | undefined): boolean {
  return id !== undefined && /^\d+$/.test(id);
}
