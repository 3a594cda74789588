import * as z from 'zod';

import {
  int4,
  wireBool,
  wireDateTime,
  wireEnum,
  wireInt,
  wireLimit,
  wireOffset,
  wireStr,
  wireStrMax,
  wireUuid,
} from './primitives.ts';
import { embedded, list, maybe, optionalMember, withDefault } from './wire-type.ts';

export const operatorName = wireEnum(['and_', 'or_']);
export type Operator = (typeof operatorName.values)[number];
const operator = withDefault(operatorName, 'and_');

/** A filter's part; unknown keys are refused. Upstream: server/schemas/filters.py, PrefectFilterBaseModel (3.8.8). */
export const filterPart = z.strictObject;

/** A filter whose parts are joined by `operator`. Upstream: PrefectOperatorFilterBaseModel (3.8.8). */
export const operatorFilter = <S extends z.core.$ZodLooseShape>(
  shape: S,
): z.ZodObject<{ operator: typeof operator } & S, z.core.$strict> =>
  z.strictObject({ operator, ...shape }) as never; // spreading loses the exact shape

export const ids = maybe(list(wireUuid));
export const texts = maybe(list(wireStr));
export const text = maybe(wireStr);
export const flag = maybe(wireBool);
export const moment = maybe(wireDateTime);
export const wholeNumber = maybe(int4);

/** Parts that many filters share; each is one schema object. */
export const byIds = filterPart({ any_: ids });
export const byIdsOrNot = filterPart({ any_: ids, not_any_: ids });
export const byTexts = filterPart({ any_: texts });
export const byTextsOrNot = filterPart({ any_: texts, not_any_: texts });
export const byTextsOrLike = filterPart({ any_: texts, like_: text });
export const byLike = filterPart({ like_: text });
export const byTime = filterPart({ before_: moment, after_: moment });
export const byTimeOrNull = filterPart({ before_: moment, after_: moment, is_null_: flag });
export const byIdsOrNull = operatorFilter({ any_: ids, is_null_: flag });
export const byIdsOrNullPlain = filterPart({ any_: ids, is_null_: flag });
export const byTags = operatorFilter({ all_: texts, is_null_: flag });
export const byTagsOrAny = operatorFilter({ all_: texts, any_: texts, is_null_: flag });
export const byQuery = filterPart({ query: wireStrMax(200) });

/** Members of the bodies of list routes. */
export const offsetMember = embedded(wireOffset, 0);
/** Null when absent; give it to `pageLimit`. */
export const limitMember = optionalMember(wireLimit);
export const pageMember = embedded(wireInt({ min: 1 }), 1);
export const falseMember = embedded(wireBool, false);

/** A body made of `Body(...)` parameters: unknown keys are ignored, null counts as absent. */
export const embeddedBody = z.object;
