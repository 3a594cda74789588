import { jsonText, toJsonText } from '@orch/kernel';
import type { State } from '@orch/orchestration';
import { presentState } from '../states/state.presenter.ts';
import { stateValues } from '../flow-runs/flow-run.repository.ts';
import type { Transitioned } from './transitions.ts';

/** A state as wire text. `data` is shown even when it is not stored (an unpersisted result). */
export function presentWrittenState(state: State): string {
  const [id, type, name, timestamp, message, , state_details] = stateValues(state);
  return presentState({ id, type, name, timestamp, message, data: state.data, state_details });
}

/** The answer of `set_state`. Upstream: schemas/responses.py, OrchestrationResult (3.8.8). */
export function presentTransition({ outcome, shown }: Transitioned): string {
  const { details } = outcome;
  const wire =
    details.type === 'wait_details'
      ? { type: details.type, delay_seconds: details.delaySeconds, reason: details.reason }
      : details;
  const state = shown === null ? jsonText('null') : presentWrittenState(shown);
  return `{"state":${state},"status":"${outcome.status}","details":${toJsonText(wire)}}`;
}
