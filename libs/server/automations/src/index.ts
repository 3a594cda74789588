export * from './automations.module.ts';
export { AutomationReader } from './automations/automation.reader.ts';
export { AUTOMATIONS_CHANNEL, Automations } from './automations/automations.ts';
export { type AutomationRow, presentAutomation } from './automations/automation.presenter.ts';
export { ACTIONS_MAX, RunActions } from './actions/run-actions.ts';
export { EvaluateAutomations, type Round, WATCHED_EVENTS_CHANNEL } from './engine/evaluate-automations.ts';
export { ACTIONS_CHANNEL } from './firings/failed-actions.ts';
export { ForgetOldActions } from './firings/forget-old-actions.ts';
export { EvaluateMetrics } from './metrics/evaluate-metrics.ts';
