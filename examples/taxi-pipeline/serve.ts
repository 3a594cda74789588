import { mainFlow } from './taxi.ts';

// Every third day of a month at nine; runs are also started in the UI or with `orch deployment run`.
await mainFlow.serve({ name: 'served', cron: '0 9 3 * *' });
