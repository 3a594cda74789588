import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toPublicError } from '../database/pg-errors.ts';
import { InvalidRequest } from './json-body.ts';

/** A body is shown again only when it is this small, in bytes of JSON. */
const ECHO_BYTES_MAX = 4_096;
/** Routes whose bodies may hold secrets: never shown again. */
const SECRET_ROUTES = /^\/api\/(block_|accounts|auth|users|me)/;

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Every error leaves through here: the reference's shapes, at most 16 KiB, no stack, no SQL. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendError(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers a request with an error and logs it: expected ones at debug, ours at error level. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = isAborted(request) ? new OrchError('request.aborted') : toPublicError(thrown);
  const { status, body, headers } = answerOf(error, request);
  const internal = error instanceof OrchError ? { code: error.code, ...error.internal } : {};
  if (status >= 500) request.log.error({ err: thrown, ...internal }, 'request failed');
  else request.log.debug({ status, ...internal }, 'request refused');
  if (reply.sent || reply.raw.headersSent) return;
  if (status === 413) keepConnection(request, reply);
  void reply
    .code(status)
    .headers(headers ?? {})
    .header('content-type', 'application/json')
    .send(JSON.stringify(body));
}

/** The client went away in the middle of its body: no fault of the server, whatever the error says. */
const isAborted = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete;

/** What is sent beyond the largest body is read and thrown away up to here, in bytes. */
const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;

/**
 * A connection that is closed while its other side still sends is reset, and the answer is lost with it: the client
 * sees a broken connection and tries again. Node discards the rest of a body on connections that stay.
 */
function keepConnection(request: FastifyRequest, reply: FastifyReply): void {
  const length = Number(request.headers['content-length']);
  if (length <= DISCARDED_BYTES_MAX) reply.removeHeader('connection');
}

function answerOf(error: unknown, request: FastifyRequest): Answer {
  if (error instanceof InvalidRequest) return { status: 422, body: invalidBody(error, request) };
  if (error instanceof OrchError) return { status: error.status, body: error.body(), headers: error.headers };
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return { status, body: { detail: status === 404 ? 'Not Found' : error.message } };
  }
  return fastifyAnswer(error);
}

/** Fastify's own refusals (too large, wrong content type, malformed URL) carry a status code. */
function fastifyAnswer(error: unknown): Answer {
  const { statusCode, code } = (error ?? {}) as { statusCode?: number; code?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return ofCode('request.too_large');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return ofCode('request.content_type');
  if (code === 'FST_ERR_BAD_URL') return ofCode('not_found');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return { status: statusCode, body: { detail: 'Bad Request' } };
  return ofCode('internal');
}

function ofCode(code: ConstructorParameters<typeof OrchError>[0]): Answer {
  const error = new OrchError(code);
  return { status: error.status, body: error.body() };
}

function invalidBody(error: InvalidRequest, request: FastifyRequest): object {
  const body = { exception_message: error.message, exception_detail: error.details };
  const small = (request.rawBody?.length ?? Infinity) <= ECHO_BYTES_MAX;
  const isShown = small && error.requestBody !== undefined && !SECRET_ROUTES.test(request.url);
  return isShown ? { ...body, request_body: error.requestBody } : { ...body, request_body: null };
}
