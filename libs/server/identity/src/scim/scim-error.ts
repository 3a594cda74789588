import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { SCIM_SCHEMAS } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { InvalidRequest, sendError } from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The type of every answer to a directory (RFC 7644, 3.1). */
export const SCIM_JSON = 'application/scim+json';

/** Words of RFC 7644 3.12. */
export type ScimType =
  | 'invalidFilter'
  | 'invalidPath'
  | 'invalidSyntax'
  | 'invalidValue'
  | 'mutability'
  | 'noTarget'
  | 'tooMany'
  | 'uniqueness';

/** A refusal in the shape that identity providers read. */
export class ScimError extends Error {
  override readonly name = 'ScimError';

  constructor(
    readonly status: number,
    readonly detail: string,
    readonly scimType?: ScimType,
  ) {
    super(detail);
  }
}

const TYPES: Readonly<Partial<Record<OrchError['code'], ScimType>>> = {
  'team.name_taken': 'uniqueness',
  'email.taken': 'uniqueness',
  'member.unknown': 'invalidValue',
};

/** What we refuse elsewhere, in SCIM's shape; of what is ours to repair, nothing but that it happened. */
@Catch()
export class ScimErrorFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const [request, reply] = [
      host.switchToHttp().getRequest<FastifyRequest>(),
      host.switchToHttp().getResponse<FastifyReply>(),
    ];
    const error = scimErrorOf(thrown);
    if (!error) {
      sendError(thrown, request, reply);
      return;
    }
    const { status, detail, scimType } = error;
    const body = {
      schemas: [SCIM_SCHEMAS.error],
      status: String(status),
      detail,
      ...(scimType && { scimType }),
    };
    void reply.code(status).header('content-type', SCIM_JSON).send(JSON.stringify(body));
  }
}

function scimErrorOf(thrown: unknown): ScimError | undefined {
  if (thrown instanceof ScimError) return thrown;
  if (thrown instanceof InvalidRequest) return new ScimError(400, placeOf(thrown), 'invalidSyntax');
  if (!(thrown instanceof OrchError) || thrown.status >= 500) return undefined;
  // rate limits keep the headers that they come with
  if (Object.keys(thrown.headers).length > 0) return undefined;
  const [detail = thrown.code] = Object.values(thrown.body());
  const scimType = TYPES[thrown.code];
  // 404 would say that the resource in the path is not there
  const status = scimType === 'invalidValue' || thrown.status === 422 ? 400 : thrown.status;
  return new ScimError(status, String(detail), scimType);
}

/** Which member is wrong and why, without what was sent. */
function placeOf({ details }: InvalidRequest): string {
  const { loc, msg } = (details[0] ?? {}) as { loc?: readonly (string | number)[]; msg?: string }; // made by toExceptionDetail
  return `${loc?.slice(1).join('.') ?? 'body'}: ${msg ?? 'malformed'}`;
}
