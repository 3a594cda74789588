import { column, wireObject } from '@orch/platform';

/** A row of `flow_run_state` or `task_run_state`. */
export interface StateRow {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly timestamp: string;
  readonly message: string | null;
  readonly data: string | null;
  readonly state_details: string;
}

/** A state of the history, as `GET /flow_run_states/{id}` shows it. */
export const presentState: (row: StateRow) => string = wireObject<StateRow>({
  id: column.plain('id'),
  type: column.plain('type'),
  name: column.text('name'),
  timestamp: column.time('timestamp'),
  message: column.text('message'),
  data: column.json('data'),
  state_details: column.json('state_details'),
});

/** The columns of a run row that hold its current state. */
export interface CurrentStateColumns {
  readonly state_id: string | null;
  readonly state_type: string | null;
  readonly state_name: string | null;
  readonly state_timestamp: string | null;
  readonly state_message: string | null;
  readonly state_data: string | null;
  readonly state_details: string | null;
}

const presentPresentState = wireObject<CurrentStateColumns>({
  id: column.plain('state_id'),
  type: column.plain('state_type'),
  name: column.text('state_name'),
  timestamp: column.time('state_timestamp'),
  message: column.text('state_message'),
  data: column.json('state_data'),
  state_details: column.json('state_details'),
});

/** The `state` member of a run: `null` for a run that never had one. */
export const presentCurrentState = (row: CurrentStateColumns): string =>
  row.state_id === null ? 'null' : presentPresentState(row);
