import type { BlockDocument } from '../../api/blocks.ts';

/** Its schema names no ability, but the server sends mails by it. */
const MAIL_SERVER = 'email-server-credentials';

/** Whether messages can be sent by this block. */
export const isNotifying = ({
  block_type,
  block_schema,
}: Pick<BlockDocument, 'block_type' | 'block_schema'>): boolean =>
  block_type?.slug === MAIL_SERVER || (block_schema?.capabilities.includes('notify') ?? false);
