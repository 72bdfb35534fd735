import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { OrderView, ReturnView, ShipmentView } from '@windrose/contracts';
import type { FastifyReply } from 'fastify';
import { AccessFor } from '../../auth/access.decorator';
import type { Caller } from '../../auth/caller';
import { Backend } from '../../backend/backend';
import { ApiIdempotencyKey, Repeatable, type RepeatableCall } from '../../idempotency/repeatable.decorator';
import { newId } from '@windrose/platform';
import { Asking } from '../asking.decorator';
import { idFrom } from '../id';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { ReasonDto } from '../reason.dto';
import { ReturnResponse } from '../returns/return.response';
import { ShipmentResponse } from '../shipments/shipment.response';
import { CancelOrder } from './cancel-order';
import { etagOf } from './etag';
import { OrderResponse } from './order.response';
import { RequestReturnDto } from './request-return.dto';
import { SplitShipmentDto } from './split-shipment.dto';
import { VisibleOrder } from './visible-order';

/** What can be done with an order; all but cancelling needs one that has been placed. For those who may not see it, it does not exist. */
@ApiTags('orders')
@ApiBearerAuth()
@Controller('v1/orders/:id')
export class OrderActionsController {
  constructor(
    private readonly backend: Backend,
    private readonly orders: VisibleOrder,
    private readonly cancelling: CancelOrder,
  ) {}

  @Post('cancel')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'cancelOrder',
    summary: 'Cancel an order; possible until the first of its shipments is dispatched',
  })
  @ApiBody({ type: ReasonDto, required: false })
  @ApiOkResponse({ type: OrderResponse, description: 'The order: `cancelled`, or `cancelling` until that is certain' })
  @ApiProblems(401, 404, 409, ...BODY_PROBLEMS)
  async cancel(
    @Param('id') param: string,
    @Body() { reason }: ReasonDto,
    @Asking() caller: Caller,
    @Repeatable() call: RepeatableCall,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderView> {
    const orderId = idFrom(param, 'order');
    const order = await this.cancelling.cancel({ orderId, reason }, caller, call);
    reply.header('etag', etagOf(order));
    return order;
  }

  @Post('shipments')
  @AccessFor('operator')
  @ApiOperation({
    operationId: 'splitShipment',
    summary: 'Pack some of what has not been called for yet as a shipment of its own',
  })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: ShipmentResponse })
  @ApiProblems(401, 403, 404, 409, ...BODY_PROBLEMS)
  split(
    @Param('id') param: string,
    @Body() { lines }: SplitShipmentDto,
    @Repeatable() call: RepeatableCall,
  ): Promise<ShipmentView> {
    const orderId = idFrom(param, 'order');
    return this.backend.askOnce('rpc.v1.shipping.split', { shipmentId: newIdFor(call), orderId, lines }, call);
  }

  @Post('returns')
  @ApiOperation({ operationId: 'requestReturn', summary: 'Announce that something of an order is sent back' })
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ type: ReturnResponse })
  @ApiProblems(401, 404, ...BODY_PROBLEMS)
  async requestReturn(
    @Param('id') param: string,
    @Body() { lines, reason }: RequestReturnDto,
    @Asking() caller: Caller,
    @Repeatable() call: RepeatableCall,
  ): Promise<ReturnView> {
    const orderId = idFrom(param, 'order');
    await this.orders.read(orderId, caller, call.context);
    const command = { returnId: newIdFor(call), orderId, lines, reason };
    return this.backend.askOnce('rpc.v1.shipping.request-return', command, call);
  }
}

/** The id of what a call makes: its repeats make the same. */
function newIdFor({ context: { request } }: RepeatableCall): string {
  return request?.id ?? newId();
}
