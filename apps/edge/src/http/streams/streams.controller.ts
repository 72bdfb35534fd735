import type { Readable } from 'node:stream';
import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { RequestContext } from '@windrose/contracts';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../../auth/caller';
import { OrderStreams } from '../../stream/order-streams';
import { placeFrom } from '../../stream/place';
import { Asking, Context } from '../asking.decorator';
import { idFrom } from '../id';
import { ApiProblems } from '../openapi/problem.response';
import { StoryEventResponse } from '../orders/order-details.response';
import { VisibleOrder } from '../orders/visible-order';

const MEDIA_TYPE = 'text/event-stream';

const ApiResume = (): MethodDecorator =>
  ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Go on behind the event with this `id`; `0`: from the beginning. Default: from now on',
  });
const ApiEvents = (): MethodDecorator =>
  ApiOkResponse({
    description:
      'Server-sent events: `event` is the type, `data` what `GET /v1/orders/{id}/events` shows of it. ' +
      'The stream ends when the access token expires',
    content: { [MEDIA_TYPE]: { schema: { $ref: getSchemaPath(StoryEventResponse) } } },
  });

/** What happens to orders, as it happens. */
@ApiTags('streams')
@ApiExtraModels(StoryEventResponse)
@ApiBearerAuth()
@Controller('v1')
export class StreamsController {
  constructor(
    private readonly streams: OrderStreams,
    private readonly orders: VisibleOrder,
  ) {}

  @Get('stream')
  @ApiOperation({ operationId: 'followOrders', summary: 'Follow the own orders, or all of them as an operator' })
  @ApiResume()
  @ApiEvents()
  @ApiProblems(400, 401)
  async all(
    @Headers('last-event-id') lastId: string | undefined,
    @Asking() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = placeFrom(lastId);
    await send(reply, () => this.streams.ofAll({ caller, place, reply }));
  }

  @Get('orders/:id/stream')
  @ApiOperation({ operationId: 'followOrder', summary: 'Follow one order' })
  @ApiResume()
  @ApiEvents()
  @ApiProblems(400, 401, 404)
  async one(
    @Param('id') param: string,
    @Headers('last-event-id') lastId: string | undefined,
    @Asking() caller: Caller,
    @Context() context: RequestContext,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const orderId = idFrom(param, 'order');
    const place = placeFrom(lastId);
    await this.orders.read(orderId, caller, context);
    await send(reply, () => this.streams.ofOne(orderId, { caller, place, reply }, context));
  }
}

async function send(reply: FastifyReply, open: () => Promise<Readable>): Promise<void> {
  const isHead = reply.request.method === 'HEAD';
  const stream = isHead ? '' : await open();
  // Proxies that collect an answer before they pass it on would keep a live one for ever.
  reply.header('content-type', MEDIA_TYPE).header('cache-control', 'no-store').header('x-accel-buffering', 'no');
  void reply.send(stream);
}
