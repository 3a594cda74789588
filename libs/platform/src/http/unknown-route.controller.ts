import { All, Controller } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Allow } from '../auth/allow.ts';

/** Routes that are not there: strangers are not told which ones these are. */
@Controller('api')
export class UnknownRouteController {
  @All('*')
  @Allow('signed-in')
  refuse(): never {
    throw new OrchError('not_found');
  }
}
