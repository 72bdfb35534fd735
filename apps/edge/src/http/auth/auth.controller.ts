import { Body, Controller, Header, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '@windrose/contracts';
import { AccessFor } from '../../auth/access.decorator';
import { LogInLimit } from '../../admission/log-in-limit';
import { Backend } from '../../backend/backend';
import { Refused } from '../../backend/refused';
import { Context } from '../asking.decorator';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { LogInDto } from './log-in.dto';
import { TokenResponse } from './token.response';

@ApiTags('auth')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly backend: Backend,
    private readonly limit: LogInLimit,
  ) {}

  @Post('token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @AccessFor('anyone')
  @ApiOperation({ operationId: 'createToken', summary: 'Log in: get an access token' })
  @ApiOkResponse({ type: TokenResponse })
  @ApiProblems(401, ...BODY_PROBLEMS)
  async token(
    @Body() { email, password }: LogInDto,
    @Ip() address: string,
    @Context() context: RequestContext,
  ): Promise<TokenResponse> {
    const { accessToken, tokenType, expiresIn } = await this.limit.attempt(
      email,
      address,
      () => this.backend.ask('rpc.v1.customers.log-in', { email, password }, context),
      (error) => error instanceof Refused,
    );
    return { accessToken, tokenType, expiresIn };
  }
}
