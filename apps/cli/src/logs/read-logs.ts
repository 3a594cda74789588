import type { ApiClient } from '@orch/client';
import type { LogResponse } from '@orch/contract';

const PAGE = 200;

export interface WantedLogs {
  readonly runId?: string;
  readonly taskRunId?: string;
  /** This level and above. */
  readonly level: number | undefined;
  /** Only so many, the last ones. */
  readonly tail?: number | undefined;
}

/** Of one flow run. */
export interface RunLogs extends WantedLogs {
  readonly runId: string;
}

export const logFilterOf = ({ runId, taskRunId, level }: WantedLogs): Record<string, unknown> => ({
  ...(runId === undefined ? {} : { flow_run_id: { any_: [runId] } }),
  ...(taskRunId === undefined ? {} : { task_run_id: { any_: [taskRunId] } }),
  ...(level === undefined ? {} : { level: { ge_: level } }),
});

const pagesOf = async function* (
  client: ApiClient,
  wanted: WantedLogs,
  order: 'TIMESTAMP_ASC' | 'TIMESTAMP_DESC',
): AsyncGenerator<readonly LogResponse[]> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await client.call('POST /logs/filter', {
      body: { logs: logFilterOf(wanted), sort: order, limit: PAGE, offset },
    });
    yield page;
    if (page.length < PAGE) return;
  }
};

/** The logs there are, oldest first. */
export const readLogs = async function* (client: ApiClient, wanted: WantedLogs): AsyncGenerator<LogResponse> {
  const { tail } = wanted;
  if (tail === undefined) {
    for await (const page of pagesOf(client, wanted, 'TIMESTAMP_ASC')) yield* page;
    return;
  }
  const last: LogResponse[] = [];
  if (tail > 0)
    for await (const page of pagesOf(client, wanted, 'TIMESTAMP_DESC')) {
      last.push(...page);
      if (last.length >= tail) break;
    }
  yield* last.slice(0, tail).reverse();
};
