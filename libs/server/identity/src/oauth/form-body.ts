import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { OAuthError } from './oauth-error.ts';

const FORM = /^application\/x-www-form-urlencoded\b/i;

/** A form as OAuth clients send it, checked against its schema. @throws OAuthError `invalid_request` */
export const FormBody = (schema: z.ZodType): ParameterDecorator => formOf({ form: schema });

// Nest takes whatever has a `transform` method for a pipe, and schemas have one: they travel inside an object
const formOf = createParamDecorator(({ form }: { form: z.ZodType }, context: ExecutionContext): unknown => {
  const { headers, rawBody } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!FORM.test(headers['content-type'] ?? ''))
    throw new OAuthError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  const members = new URLSearchParams(rawBody ?? '');
  const names = [...members.keys()];
  if (new Set(names).size < names.length) throw new OAuthError('invalid_request', 'a parameter comes twice');
  const result = form.safeParse(Object.fromEntries(members));
  if (result.success) return result.data;
  throw new OAuthError(
    'invalid_request',
    `${String(result.error.issues[0]?.path[0] ?? 'the form')} is malformed`,
  );
});
