import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { templateBody } from '@orch/contract';
import { Allow, WireJson, isJsonType, readBody } from '@orch/platform';
import { TemplateSyntaxError, validateTemplate } from '@orch/triggers';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Of what was sent no more than this is repeated, in characters: answers stay under 16 KiB. */
const SHOWN_CHARACTERS_MAX = 1_200;
const cut = (text: string): string =>
  text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX)}…`.toWellFormed();

/** Templates of messages and parameters, judged before they are saved. Upstream: api/templates.py (3.8.8). */
@Controller('api')
export class TemplatesController {
  /** 204, or 422 with the line and what is wrong there. Without a body: the empty template. */
  @Post(['templates/validate', 'automations/templates/validate'])
  @HttpCode(204)
  @Allow('automations:read')
  validate(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): WireJson | undefined {
    const template = templateOf(request);
    try {
      validateTemplate(template);
      return undefined;
    } catch (error) {
      if (!(error instanceof TemplateSyntaxError)) throw error;
      void reply.code(422).type('application/json');
      const problem = { line: error.line, message: cut(error.message), source: cut(template) };
      return new WireJson(JSON.stringify({ error: problem }));
    }
  }
}

/** The template: a JSON string, or the body itself when its type says that it is no JSON. */
function templateOf({ headers, rawBody }: FastifyRequest): string {
  const text = isJsonType(headers['content-type']) ? rawBody : JSON.stringify(rawBody ?? '');
  return readBody(templateBody, text);
}
