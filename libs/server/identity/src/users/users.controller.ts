import { Controller, Get, HttpCode, Patch } from '@nestjs/common';
import { type UserUpdate, userUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, CurrentPrincipal, type Principal, UuidParam, WireBody } from '@orch/platform';
import { requireSelf } from './require-self.ts';
import { UpdateProfile } from './update-profile.ts';
import { UserRepository } from './user.repository.ts';

/** The person who asks; `actor_id` is what roles and access lists name. */
@Controller('api/users/:userId')
export class UsersController {
  constructor(
    private readonly profiles: UpdateProfile,
    private readonly users: UserRepository,
  ) {}

  @Get()
  @Allow('signed-in')
  async read(@CurrentPrincipal() principal: Principal, @UuidParam('userId') userId: string) {
    requireSelf(principal, userId);
    const user = await this.users.byId(userId);
    if (!user) throw new OrchError('not_found', { userId });
    const { id, handle, first_name, last_name, email } = user;
    return { id, actor_id: id, handle, first_name, last_name, email };
  }

  @Patch()
  @HttpCode(204)
  @Allow('signed-in')
  async update(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('userId') userId: string,
    @WireBody(userUpdate) body: UserUpdate,
  ): Promise<void> {
    requireSelf(principal, userId);
    if (body.email !== undefined && body.email !== (await this.users.byId(userId))?.email) {
      throw new OrchError('request.rejected', {}, { text: 'The e-mail address cannot be changed here' });
    }
    await this.profiles.execute(principal, body);
  }
}
