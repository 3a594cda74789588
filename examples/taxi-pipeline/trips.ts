/** One taxi ride. */
export interface Trip {
  readonly distanceKm: number;
  /** 0 to 23. */
  readonly hour: number;
  readonly passengers: number;
  readonly minutes: number;
}

/** Numbers in 0..1 that are the same for the same seed, so that everybody trains the same model. */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
/** An hour in which the streets are full. */
export const isRushHour = (hour: number): boolean => (hour >= 7 && hour <= 9) || (hour >= 16 && hour <= 18);

/** Rides of a month: three minutes to get going, two a kilometre, three in rush hours, and what nobody can foresee. */
export const tripsOf = (month: string, count = 2000): Trip[] => {
  const next = numbersFrom([...month].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7));
  return Array.from({ length: count }, () => {
    const distanceKm = 0.5 + 14 * next() ** 2;
    const hour = Math.floor(next() * 24);
    const noise = (next() + next() + next() - 1.5) * 6;
    const minutes = Math.max(1, 3 + distanceKm * (isRushHour(hour) ? 3 : 2) + noise);
    return { distanceKm, hour, passengers: 1 + Math.floor(next() * 4), minutes };
  });
};
