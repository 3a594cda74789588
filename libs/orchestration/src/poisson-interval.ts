/** Multiple of the mean below which a draw is cut, so that the mean stays about where it was. */
const lowerMultiple = (k: number): number =>
  k >= 50 ? 0 : Math.log2(Math.max(2 ** k / (2 ** k - 1), 1e-10));

/**
 * A waiting time in seconds, drawn from an exponential distribution around `averageSeconds` and cut on both sides:
 * waiting runs do not all come back at once, and none waits longer than `averageSeconds * (1 + clampingFactor)`.
 * `random` gives a number in [0, 1). Needs a positive factor; an average of 0 or less gives 0.
 * Upstream: utilities/math.py, function clamped_poisson_interval (3.8.8).
 */
export function clampedPoissonInterval(
  averageSeconds: number,
  random: () => number,
  clampingFactor = 0.3,
): number {
  if (averageSeconds <= 0) return 0;
  const upperMultiple = 1 + clampingFactor;
  const lower = 1 - Math.exp(-Math.max(0, lowerMultiple(upperMultiple)));
  const upper = 1 - Math.exp(-upperMultiple);
  return -Math.log(Math.max(1 - (lower + (upper - lower) * random()), 1e-10)) * averageSeconds;
}
