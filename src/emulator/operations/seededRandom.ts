/** A pseudorandom generator that repeats itself for the same seed: Tommy Ettinger's mulberry32. */
export interface SeededRandom {
  /** The next number, at least 0 and below 1. */
  fraction(): number;
  /** A text of that many characters of the alphabet. */
  text(length: number, alphabet: string): string;
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    fraction,
    text: (length, alphabet) =>
      Array.from({ length }, () => alphabet[Math.floor(fraction() * alphabet.length)]).join(""),
  };
}
