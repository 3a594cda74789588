import { SCIM_SCHEMAS, type ScimListQuery } from '@orch/contract';
import { ScimError } from './scim-error.ts';

const COUNT_MAX = 200;
const START_MAX = 1_000_000;

export interface ScimPage {
  readonly limit: number;
  readonly offset: number;
}

/** A page: `startIndex` counts from one, `count` is bounded; less than that counts as that. @throws ScimError */
export function pageOf({ startIndex, count }: ScimListQuery): ScimPage {
  const start = Math.max(numberOf('startIndex', startIndex, 1), 1);
  if (start > START_MAX) throw new ScimError(400, `startIndex: at most ${START_MAX}`, 'invalidValue');
  const limit = Math.min(Math.max(numberOf('count', count, COUNT_MAX), 0), COUNT_MAX);
  return { limit, offset: start - 1 };
}

export const listOf = (resources: readonly object[], totalResults: number, { offset }: ScimPage): object => ({
  schemas: [SCIM_SCHEMAS.list],
  totalResults,
  startIndex: offset + 1,
  itemsPerPage: resources.length,
  Resources: resources,
});

function numberOf(name: string, text: string | undefined, absent: number): number {
  if (text === undefined) return absent;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new ScimError(400, `${name}: must be a number`, 'invalidValue');
}
