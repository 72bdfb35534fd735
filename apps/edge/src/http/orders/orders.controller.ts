import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ORDER_STATUSES, type OrderView, type Page, type RequestContext } from '@windrose/contracts';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../../auth/caller';
import { Backend } from '../../backend/backend';
import { idempotencyKeyFrom } from '../../idempotency/idempotency-key';
import { orderIdentity } from '../../idempotency/order-identity';
import { preferenceApplied } from '../../prefer/preference-applied';
import { preferencesFrom } from '../../prefer/preferences';
import { Asking, Context } from '../asking.decorator';
import { idFrom } from '../id';
import { pagedList } from '../list/paged-list';
import { ApiPaging } from '../openapi/paging.decorator';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { asOfFrom } from './as-of';
import { etagOf, matchesEtag } from './etag';
import { HeldOrder } from './held-order';
import { OrderPageResponse, OrderResponse } from './order.response';
import { PlaceOrder } from './place-order';
import { PlaceOrderDto } from './place-order.dto';
import { statusFrom } from './status-filter';
import { VisibleOrder } from './visible-order';

const PLACED_HEADERS = {
  Location: { schema: { type: 'string' }, description: 'The order' },
  'Idempotent-Replayed': { schema: { type: 'string' }, description: '`true` when the key had placed it before' },
} as const;

type RequestHeaders = Readonly<Record<string, string | undefined>>;

@ApiTags('orders')
@ApiBearerAuth()
@Controller('v1/orders')
export class OrdersController {
  constructor(
    private readonly backend: Backend,
    private readonly placing: PlaceOrder,
    private readonly orders: VisibleOrder,
    private readonly held: HeldOrder,
  ) {}

  @Post()
  @RouteConfig({ waitsFor: 'orders' })
  @ApiOperation({ operationId: 'placeOrder', summary: 'Place an order' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Same key and body: the same order again' })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description:
      '`wait=n` holds the answer until the order is no longer pending, at most 30 s; `respond-async`: the order is queued',
  })
  @ApiCreatedResponse({ type: OrderResponse, headers: PLACED_HEADERS })
  @ApiAcceptedResponse({
    type: OrderResponse,
    headers: PLACED_HEADERS,
    description: 'Queued: it will be placed as soon as that is possible',
  })
  @ApiProblems(401, 409, ...BODY_PROBLEMS)
  async place(
    @Body() body: PlaceOrderDto,
    @Headers() headers: RequestHeaders,
    @Asking() caller: Caller,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderView> {
    const key = idempotencyKeyFrom(headers['idempotency-key']);
    const identity = orderIdentity(caller.id, key, body);
    const { lines, shippingAddress, payment } = body;
    const command = { ...identity, customerId: caller.id, lines, shippingAddress, payment };
    const { waitSeconds, respondAsync } = preferencesFrom(headers.prefer);
    const { order, replayed, queued } = await this.placing.place(command, respondAsync, context);
    if (replayed) reply.header('idempotent-replayed', 'true');
    if (queued) reply.code(202);
    if (queued && respondAsync) preferenceApplied(reply, 'respond-async');
    reply.header('location', `/v1/orders/${order.id}`);
    const settled = (seen: OrderView): boolean => seen.status !== 'pending';
    const shown = await this.held.until(settled, order, { waitSeconds, caller, context, reply });
    reply.header('etag', etagOf(shown));
    return shown;
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getOrder', summary: 'Read an order, as it is or as it was' })
  @ApiQuery({ name: 'version', required: false, schema: { type: 'integer', minimum: 1 } })
  @ApiQuery({ name: 'at', required: false, schema: { type: 'string', format: 'date-time' } })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'An ETag that the client has: 304 while it is the present one',
  })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`wait=n` with If-None-Match holds the answer until the order changes',
  })
  @ApiOkResponse({ type: OrderResponse, headers: { ETag: { schema: { type: 'string' } } } })
  @ApiResponse({ status: 304, description: 'Not changed' })
  @ApiProblems(400, 401, 404)
  async get(
    @Param('id') param: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Headers() headers: RequestHeaders,
    @Asking() caller: Caller,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderView | undefined> {
    const orderId = idFrom(param, 'order');
    const asOf = asOfFrom(query);
    const read = await this.orders.read(orderId, caller, context, asOf);
    const known = (seen: OrderView): boolean => matchesEtag(headers['if-none-match'], etagOf(seen));
    // What was, doesn't change; and a client that has another version wants this one now.
    const holds = known(read) && asOf.version === undefined && asOf.at === undefined;
    const waitSeconds = holds ? preferencesFrom(headers.prefer).waitSeconds : 0;
    const changed = (seen: OrderView): boolean => !known(seen);
    const order = await this.held.until(changed, read, { waitSeconds, caller, context, reply });
    reply.header('etag', etagOf(order)).header('cache-control', 'private, no-cache');
    if (!known(order)) return order;
    reply.code(304);
    return undefined;
  }

  @Get()
  @ApiOperation({
    operationId: 'listOrders',
    summary: 'List orders, newest first: the own ones, or all for an operator',
  })
  @ApiQuery({ name: 'status', required: false, enum: ORDER_STATUSES })
  @ApiPaging()
  @ApiOkResponse({ type: OrderPageResponse })
  @ApiProblems(400, 401)
  list(
    @Query() query: Readonly<Record<string, unknown>>,
    @Asking() caller: Caller,
    @Context() context: RequestContext,
  ): Promise<Page<OrderView>> {
    const status = statusFrom(query.status);
    const customerId = caller.role === 'operator' ? undefined : caller.id;
    return pagedList('orders', query, (page) =>
      this.backend.ask('rpc.v1.orders.list', { ...page, status, customerId }, context),
    );
  }
}
