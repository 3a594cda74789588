import type { Filter } from '../invocation.ts';
import { CHOOSING_FILTERS } from './choosing-filters.ts';
import { ENCODING_FILTERS } from './encoding-filters.ts';
import { LIST_FILTERS } from './list-filters.ts';
import { NUMBER_FILTERS } from './number-filters.ts';
import { TEXT_FILTERS } from './text-filters.ts';

/** Every filter there is, by name. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map(
  [TEXT_FILTERS, NUMBER_FILTERS, LIST_FILTERS, CHOOSING_FILTERS, ENCODING_FILTERS].flatMap((filters) =>
    Object.entries(filters),
  ),
);
