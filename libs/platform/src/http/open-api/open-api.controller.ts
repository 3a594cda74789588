import { Controller, Get } from '@nestjs/common';
import { Allow } from '../../auth/allow.ts';
import { WireJson } from '../wire-json.ts';

/** The API's description, for tools that make clients of it. */
@Controller('api')
export class OpenApiController {
  private text: Promise<string> | undefined;

  /** Read when it is first asked for: most servers never are. `tools/gen-openapi.mjs` makes the document. */
  @Get('openapi.json')
  @Allow('public')
  async read(): Promise<WireJson> {
    this.text ??= import('./document.json', { with: { type: 'json' } }).then((module) =>
      JSON.stringify(module.default),
    );
    return new WireJson(await this.text);
  }
}
