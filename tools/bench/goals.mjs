// The goals: by how much less processor time per operation (server and database) than the reference.

/** R = reference's CPU ms per operation ÷ ours. */
export const GOALS = {
  create: { id: 'P1', must: 10, target: 20, stretch: 40 },
  'create-adhoc': { id: 'P1', must: 10, target: 20, stretch: 40 },
  lifecycle: { id: 'P2', must: 10, target: 20, stretch: 40 },
  logs: { id: 'P3', must: 10, target: 20, stretch: 30 },
  events: { id: 'P4', must: 15, target: 30, stretch: 50 },
  'events-50-automations': { id: 'P4', must: 15, target: 30, stretch: 50 },
  'poll 0': { id: 'P5', must: 10, target: 25, stretch: 50 },
  'poll 1000': { id: 'P6', must: 8, target: 15, stretch: 30 },
  read: { id: 'P8', must: 5, target: 10, stretch: 10 },
  idle: { id: 'P9', must: 4, target: 8, stretch: 12 },
  coldstart: { id: 'P10', must: 2.3, target: 4.3, stretch: 8.5 },
};

/** @returns {{ must: number, target: number, stretch: number, id: string } | undefined} */
export const goalOf = (scenario) => {
  if (scenario.startsWith('read/')) return GOALS.read;
  if (scenario.startsWith('poll ')) return GOALS[scenario.startsWith('poll 0') ? 'poll 0' : 'poll 1000'];
  return GOALS[scenario];
};

/** @returns {string} which goal a ratio reaches */
export const verdictOf = (scenario, ratio) => {
  const goal = goalOf(scenario);
  if (!goal || !Number.isFinite(ratio)) return '-';
  if (ratio >= goal.stretch) return 'stretch';
  if (ratio >= goal.target) return 'target';
  return ratio >= goal.must ? 'must' : 'MISSED';
};
