export { FakeControlPlane, type FakePool } from './fake-control-plane.ts';
export type { FakeRun, FakeState } from './fake-runs.ts';
export { everyNth, type Fault, type FaultPlan } from './faults.ts';
