import type { BlockDocument } from '../../api/blocks.ts';
import { isNotifying } from '../blocks/is-notifying.ts';

/** What of a block says whether an action can use it. */
export type ActingBlock = Pick<
  BlockDocument,
  'id' | 'name' | 'block_type' | 'block_type_name' | 'block_schema'
>;
const WEBHOOK = 'webhook';

/** The blocks that an action of a type can use: those that notify, or those that hold a webhook. */
export const actingBlocks = (blocks: readonly ActingBlock[], actionType: string): readonly ActingBlock[] =>
  blocks.filter((block) =>
    actionType === 'call-webhook' ? block.block_type?.slug === WEBHOOK : isNotifying(block),
  );
