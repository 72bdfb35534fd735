import { Body, Controller, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiHeader, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '@windrose/contracts';
import type { FastifyRequest } from 'fastify';
import { AccessFor } from '../../auth/access.decorator';
import { Backend } from '../../backend/backend';
import { Context } from '../asking.decorator';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { ProviderNoticeDto } from './provider-notice.dto';
import { SignatureGuard } from './signature.guard';
import { StripeEvents } from './stripe-events';
import { noticeOf } from './stripe-notice';

/** What others tell by themselves. They have no token; they sign what they say. */
@ApiTags('webhooks')
@AccessFor('anyone')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly backend: Backend,
    private readonly stripeEvents: StripeEvents,
  ) {}

  @Post('payment-provider')
  @HttpCode(204)
  @RouteConfig({ keepsRawBody: true })
  @UseGuards(SignatureGuard)
  @ApiOperation({
    operationId: 'notifyOfPayment',
    summary: 'For the payment provider: something has happened to an authorisation',
  })
  @ApiHeader({
    name: 'Windrose-Signature',
    required: true,
    description: '`t=<Unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>">` with the shared secret',
  })
  @ApiNoContentResponse({ description: 'Noted; a repeat changes nothing' })
  @ApiProblems(401, 404, ...BODY_PROBLEMS)
  async notice(
    @Body() { eventId, reference, authorizationId }: ProviderNoticeDto,
    @Context() context: RequestContext,
  ): Promise<void> {
    await this.backend.ask('rpc.v1.payments.provider-notice', { eventId, reference, authorizationId }, context);
  }

  @Post('stripe')
  @HttpCode(204)
  @RouteConfig({ keepsRawBody: true })
  @ApiOperation({
    operationId: 'notifyOfStripeEvent',
    summary: 'For Stripe: the endpoint for its events about payment intents and charges',
  })
  @ApiHeader({ name: 'Stripe-Signature', required: true, description: "By the endpoint's signing secret" })
  @ApiBody({ schema: { type: 'object', description: 'An event, as Stripe documents it' } })
  @ApiNoContentResponse({ description: 'Noted, or not about a payment of ours; a repeat changes nothing' })
  @ApiProblems(401, 404, ...BODY_PROBLEMS)
  async stripe(@Req() { headers, rawBody }: FastifyRequest, @Context() context: RequestContext): Promise<void> {
    const notice = noticeOf(this.stripeEvents.read(rawBody, headers['stripe-signature']));
    if (notice !== null) await this.backend.ask('rpc.v1.payments.provider-notice', notice, context);
  }
}
