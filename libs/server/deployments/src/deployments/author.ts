import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { isUuid } from '@orch/kernel';
import type { Principal } from '@orch/platform';
import type { FastifyRequest } from 'fastify';

/** Who made an object, when it was not a person. */
export interface Author {
  readonly id: string;
  readonly type: 'AUTOMATION';
  readonly display_value: string;
}

/** The automation in whose name a request is sent. Upstream: api/dependencies.py, get_created_by (3.8.8). */
export const RequestAuthor = createParamDecorator((_: unknown, context: ExecutionContext): Author | null => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const [id, name] = [headers['prefect-automation-id'], headers['prefect-automation-name']];
  if (typeof id !== 'string' || typeof name !== 'string' || !isUuid(id)) return null;
  const display_value = Buffer.from(name, 'base64').toString('utf8').replaceAll('\0', '');
  return display_value === '' ? null : { id: id.toLowerCase(), type: 'AUTOMATION', display_value };
});

/** Who deploys, as versions keep it: the automation in whose name it is done, else who asks. */
export const deployerText = (author: Author | null, { actorId, actorKind, name }: Principal): string =>
  JSON.stringify(
    author ?? { id: actorId, type: actorKind === 'user' ? 'USER' : 'SERVICE_ACCOUNT', display_value: name },
  );

export const authorText = (author: Author | null): string | null =>
  author === null ? null : JSON.stringify(author);
