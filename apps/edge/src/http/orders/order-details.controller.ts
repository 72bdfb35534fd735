import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { PaymentView, RequestContext, ShipmentView, StoryEvent } from '@windrose/contracts';
import type { Caller } from '../../auth/caller';
import { Backend } from '../../backend/backend';
import { isQueued } from '../../intake/queued-view';
import { OrderStory } from '../../story/order-story';
import { Asking, Context } from '../asking.decorator';
import { idFrom } from '../id';
import { ApiProblems } from '../openapi/problem.response';
import { notFound } from '../problem/problems';
import { ShipmentsResponse } from '../shipments/shipment.response';
import { PaymentResponse, StoryResponse } from './order-details.response';
import { VisibleOrder } from './visible-order';

/** What other services know about an order. Whether the caller may see it, orders knows: both are asked at once. */
@ApiTags('orders')
@ApiBearerAuth()
@Controller('v1/orders/:id')
export class OrderDetailsController {
  constructor(
    private readonly backend: Backend,
    private readonly orders: VisibleOrder,
    private readonly story: OrderStory,
  ) {}

  @Get('events')
  @ApiOperation({
    operationId: 'getOrderEvents',
    summary: 'The whole story of an order across services, in causal order',
  })
  @ApiOkResponse({ type: StoryResponse })
  @ApiProblems(401, 404)
  async events(
    @Param('id') param: string,
    @Asking() caller: Caller,
    @Context() context: RequestContext,
  ): Promise<{ data: StoryEvent[] }> {
    const orderId = idFrom(param, 'order');
    const story = this.story.of(orderId, context);
    const data = await this.ifVisible(orderId, caller, context, story, () => this.story.ofQueued(orderId));
    return { data };
  }

  @Get('payment')
  @ApiOperation({ operationId: 'getOrderPayment', summary: 'The payment of an order' })
  @ApiOkResponse({ type: PaymentResponse })
  @ApiProblems(401, 404)
  async payment(
    @Param('id') param: string,
    @Asking() caller: Caller,
    @Context() context: RequestContext,
  ): Promise<PaymentView> {
    const orderId = idFrom(param, 'order');
    const payment = this.backend.ask('rpc.v1.payments.get', { orderId }, context);
    return this.ifVisible(orderId, caller, context, payment, () => {
      throw notFound('The order has no payment yet.');
    });
  }

  @Get('shipments')
  @ApiOperation({ operationId: 'getOrderShipments', summary: 'The shipments of an order' })
  @ApiOkResponse({ type: ShipmentsResponse })
  @ApiProblems(401, 404)
  async shipments(
    @Param('id') param: string,
    @Asking() caller: Caller,
    @Context() context: RequestContext,
  ): Promise<{ data: ShipmentView[] }> {
    const orderId = idFrom(param, 'order');
    const shipments = this.backend.ask('rpc.v1.shipping.list', { orderId }, context);
    return { data: await this.ifVisible(orderId, caller, context, shipments, () => []) };
  }

  /** 404 for those who may not see the order comes first, whatever the other answer is. */
  private async ifVisible<T>(
    orderId: string,
    caller: Caller,
    context: RequestContext,
    answer: Promise<T>,
    ofQueued: () => T | Promise<T>,
  ): Promise<T> {
    const [order, details] = await Promise.allSettled([this.orders.read(orderId, caller, context), answer]);
    if (order.status === 'rejected') throw order.reason;
    // No other service knows of it, whether they answer or not.
    if (isQueued(order.value)) return ofQueued();
    if (details.status === 'rejected') throw details.reason;
    return details.value;
  }
}
