import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { ParkedDetails, ParkedResolution, RequestContext } from '@windrose/contracts';
import type { FastifyReply } from 'fastify';
import { AccessFor } from '../../auth/access.decorator';
import { Backend } from '../../backend/backend';
import { ApiIdempotencyKey, Repeatable, type RepeatableCall } from '../../idempotency/repeatable.decorator';
import { Context } from '../asking.decorator';
import { limitFrom } from '../list/limit';
import { ApiPaging } from '../openapi/paging.decorator';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { notFound } from '../problem/problems';
import { DiscardParkedDto } from './discard-parked.dto';
import { cursorBehind, placeFrom } from './parked-cursor';
import { ParkedList, PARKING_SERVICES, type ParkingService } from './parked-list';
import { ParkedDetailsResponse, ParkedListResponse, ParkedResolutionResponse } from './parked.response';

/** What the services couldn't do: keys with events that failed, and jobs that failed for good. */
@ApiTags('operations')
@ApiBearerAuth()
@AccessFor('operator')
@Controller('v1/ops/parked')
export class ParkedController {
  constructor(
    private readonly parked: ParkedList,
    private readonly backend: Backend,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listParked', summary: 'What waits for an operator in all services, newest first' })
  @ApiPaging()
  @ApiOkResponse({ type: ParkedListResponse })
  @ApiProblems(400, 401, 403)
  async list(
    @Query() query: Readonly<Record<string, unknown>>,
    @Context() context: RequestContext,
  ): Promise<ParkedListResponse> {
    const page = { limit: limitFrom(query.limit), after: placeFrom(query.cursor) };
    const { entries, more, unavailable } = await this.parked.page(page, context);
    const last = entries.at(-1);
    return { data: [...entries], nextCursor: more && last ? cursorBehind(last) : null, unavailable: [...unavailable] };
  }

  @Get(':service/:id')
  @ApiOperation({ operationId: 'getParked', summary: 'What failed, how often and why, and what waits behind it' })
  @ApiParam({ name: 'service', enum: PARKING_SERVICES })
  @ApiOkResponse({ type: ParkedDetailsResponse })
  @ApiProblems(401, 403, 404)
  show(
    @Param('service') service: string,
    @Param('id') id: string,
    @Context() context: RequestContext,
  ): Promise<ParkedDetails> {
    return this.backend.ask(`rpc.v1.${parkingService(service)}.parked-show`, { id }, context);
  }

  @Post(':service/:id/redrive')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'redriveParked',
    summary: 'Try again: all events of the key in their order, or the job with all its tries',
  })
  @ApiParam({ name: 'service', enum: PARKING_SERVICES })
  @ApiOkResponse({ type: ParkedResolutionResponse })
  @ApiAcceptedResponse({ type: ParkedResolutionResponse, description: 'Stored, and done as soon as that is possible' })
  @ApiProblems(401, 403, 404)
  async redrive(
    @Param('service') service: string,
    @Param('id') id: string,
    @Repeatable() call: RepeatableCall,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ParkedResolution> {
    return answered(
      reply,
      await this.backend.askOnce(`rpc.v1.${parkingService(service)}.parked-redrive`, { id }, call),
    );
  }

  @Post(':service/:id/discard')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'discardParked',
    summary: 'Give it up for good, or one event of its line; it is kept with who wanted that and why',
  })
  @ApiParam({ name: 'service', enum: PARKING_SERVICES })
  @ApiOkResponse({ type: ParkedResolutionResponse })
  @ApiAcceptedResponse({ type: ParkedResolutionResponse, description: 'Stored, and done as soon as that is possible' })
  @ApiProblems(401, 403, 404, ...BODY_PROBLEMS)
  async discard(
    @Param('service') service: string,
    @Param('id') id: string,
    @Body() { reason, event }: DiscardParkedDto,
    @Repeatable() call: RepeatableCall,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ParkedResolution> {
    const input = { id, reason, event };
    return answered(reply, await this.backend.askOnce(`rpc.v1.${parkingService(service)}.parked-discard`, input, call));
  }
}

function parkingService(param: string): ParkingService {
  const service = PARKING_SERVICES.find((each) => each === param);
  if (service === undefined) throw notFound(`There is no service ${param} that parks anything.`);
  return service;
}

function answered(reply: FastifyReply, resolution: ParkedResolution): ParkedResolution {
  if (resolution.status === 'requested') reply.code(202);
  return resolution;
}
