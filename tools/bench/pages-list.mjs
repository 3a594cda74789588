// What each page of the web application asks before its first paint of data.
import { dashboardQuery } from '../../apps/web/src/api/dashboard.ts';
import { deploymentQuery, deploymentsQuery } from '../../apps/web/src/api/deployments.ts';
import { eventsQuery } from '../../apps/web/src/api/events.ts';
import { deploymentCountsQuery, flowQuery, flowsQuery } from '../../apps/web/src/api/flows.ts';
import { latestArtifactsQuery } from '../../apps/web/src/api/artifacts.ts';
import { lastRunsQuery } from '../../apps/web/src/api/last-runs.ts';
import { flowSpeedQuery, runChoicesQuery, runsViewQuery, stepsOf } from '../../apps/web/src/api/run-lines.ts';
import {
  graphQuery,
  logsQuery,
  runQuery,
  statesQuery,
  taskRunQuery,
  taskRunsQuery,
} from '../../apps/web/src/api/runs.ts';
import { savedSearchesQuery } from '../../apps/web/src/api/saved-searches.ts';
import { poolQuery, poolsQuery } from '../../apps/web/src/api/work-pools.ts';
import { POOL } from './pages-seed.mjs';

const DAY_H = 24;

const rangeOf = (hours) => ({
  since: new Date(Date.now() - hours * 3_600_000).toISOString(),
  until: new Date().toISOString(),
});

/**
 * @returns {Record<string, () => object[]>} queries by page, asked at once; a list inside is asked one after the other
 */
export const pagesOf = (place, { run, bigRun, task, flow, deployment }) => {
  const steps = (hours) => () => stepsOf(rangeOf(hours));
  const runsOf =
    (hours, filter = {}, rest = {}) =>
    () => {
      const { since, until } = rangeOf(hours);
      const times = { expected_start_time: { after_: since, before_: until } };
      return runsViewQuery(place, 'x', () => ({
        filter: { ...rest, flow_runs: { ...times, ...filter } },
        chart: { filter: { ...rest, flow_runs: filter }, steps: stepsOf({ since, until }) },
      }));
    };
  /** As the pages of a flow and of a deployment show their runs. */
  const panelOf = (rest) =>
    runsViewQuery(place, 'x', () => ({
      filter: { ...rest, flow_runs: { expected_start_time: { before_: new Date().toISOString() } } },
      chart: { filter: rest, steps: stepsOf(rangeOf(7 * DAY_H)) },
    }));
  const ofFlow = { flows: { id: { any_: [flow] } } };
  const list = (view) => () => [view(), runChoicesQuery(place), savedSearchesQuery(place)];
  const logs = (id) => logsQuery(place, { kind: 'flow', id, level: 0, text: '' });
  return {
    'Dashboard, an hour': () => [dashboardQuery(place, { range: 1, kind: 'failed' }, steps(1))],
    'Dashboard, a day': () => [dashboardQuery(place, { range: 1, kind: 'failed' }, steps(DAY_H))],
    'Dashboard, 30 days': () => [dashboardQuery(place, { range: 1, kind: 'completed' }, steps(30 * DAY_H))],
    'Dashboard, running in 30 days': () => [
      dashboardQuery(place, { range: 1, kind: 'running' }, steps(30 * DAY_H)),
    ],
    'Runs, a day': list(runsOf(DAY_H)),
    'Runs, 30 days': list(runsOf(30 * DAY_H)),
    'Runs, failed in 30 days': list(runsOf(30 * DAY_H, { state: { type: { any_: ['FAILED'] } } })),
    'Runs, running in 30 days': list(runsOf(30 * DAY_H, { state: { type: { any_: ['RUNNING'] } } })),
    'Runs of a flow, a day': list(runsOf(DAY_H, {}, ofFlow)),
    'Runs of a flow, 30 days': list(runsOf(30 * DAY_H, {}, ofFlow)),
    Run: () => [[runQuery(place, run), flowQuery(place, flow)], graphQuery(place, run), logs(run)],
    'Run with 5,000 tasks': () => [runQuery(place, bigRun), graphQuery(place, bigRun), logs(bigRun)],
    'Its task runs': () => [taskRunsQuery(place, bigRun, undefined, '')],
    'Task run': () => [taskRunQuery(place, task), statesQuery(place, 'task', task)],
    Flows: () => [
      [flowsQuery(place, '', 0), deploymentCountsQuery(place, [flow]), lastRunsQuery(place, 'flows', [flow])],
    ],
    Flow: () => [flowQuery(place, flow), flowSpeedQuery(place, flow), panelOf(ofFlow)],
    Deployment: () => [
      [deploymentQuery(place, deployment), flowQuery(place, flow)],
      panelOf({ deployments: { id: { any_: [deployment] } } }),
    ],
    Deployments: () => [[deploymentsQuery(place, {}), lastRunsQuery(place, 'deployments', [deployment])]],
    'Work pools': () => [poolsQuery(place)],
    'Work pool': () => [poolQuery(place, POOL), panelOf({ work_pools: { name: { any_: [POOL] } } })],
    Artifacts: () => [latestArtifactsQuery(place, '', 0)],
    'Events, a day': () => [
      eventsQuery(place, 'x', { prefix: undefined, resource: '' }, () => rangeOf(DAY_H)),
    ],
  };
};
