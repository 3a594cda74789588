import type { BlockType } from '../../api/blocks.ts';
import { type ActingBlock, actingBlocks } from './acting-blocks.ts';

const block = (name: string, slug: string, capabilities: readonly string[] = []): ActingBlock => ({
  id: name,
  name,
  block_type_name: slug,
  // only the slug is looked at
  block_type: { slug } as BlockType,
  block_schema: { id: 's', fields: {}, version: '1', capabilities },
});
const BLOCKS = [
  block('ops', 'slack-webhook', ['notify']),
  block('mail', 'email-server-credentials'),
  block('hook', 'webhook'),
  block('token', 'secret'),
];
const names = (actionType: string) => actingBlocks(BLOCKS, actionType).map(({ name }) => name);

describe('blocks that an action can use', () => {
  it('notifies by blocks that notify, and by mail', () => {
    expect(names('send-notification')).toEqual(['ops', 'mail']);
  });

  it('calls webhooks by webhook blocks only', () => {
    expect(names('call-webhook')).toEqual(['hook']);
  });
});
