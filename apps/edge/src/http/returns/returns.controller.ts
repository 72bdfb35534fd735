import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ReturnView } from '@windrose/contracts';
import { AccessFor } from '../../auth/access.decorator';
import { Backend } from '../../backend/backend';
import { ApiIdempotencyKey, Repeatable, type RepeatableCall } from '../../idempotency/repeatable.decorator';
import { idFrom } from '../id';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { ReceiveReturnDto } from './receive-return.dto';
import { ReturnResponse } from './return.response';

@ApiTags('returns')
@ApiBearerAuth()
@AccessFor('operator')
@Controller('v1/returns')
export class ReturnsController {
  constructor(private readonly backend: Backend) {}

  @Post(':id/receive')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'receiveReturn',
    summary: 'Say that a return has arrived; what was paid for it goes back to the customer',
  })
  @ApiOkResponse({ type: ReturnResponse })
  @ApiProblems(401, 403, 404, 409, ...BODY_PROBLEMS)
  receive(
    @Param('id') param: string,
    @Body() { condition }: ReceiveReturnDto,
    @Repeatable() call: RepeatableCall,
  ): Promise<ReturnView> {
    const returnId = idFrom(param, 'return');
    return this.backend.askOnce('rpc.v1.shipping.receive-return', { returnId, condition }, call);
  }
}
