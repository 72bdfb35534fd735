import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ShipmentView } from '@windrose/contracts';
import { AccessFor } from '../../auth/access.decorator';
import { Backend } from '../../backend/backend';
import { ApiIdempotencyKey, Repeatable, type RepeatableCall } from '../../idempotency/repeatable.decorator';
import { idFrom } from '../id';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { ReasonDto } from '../reason.dto';
import { ShipmentResponse } from './shipment.response';

/** The carrier's steps, made by an operator (`CARRIER=manual`). They need no body, and read none that they have no use for. */
@ApiTags('shipments')
@ApiBearerAuth()
@AccessFor('operator')
@Controller('v1/shipments')
export class ShipmentsController {
  constructor(private readonly backend: Backend) {}

  @Post(':id/dispatch')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'dispatchShipment',
    summary: 'Hand a shipment to the carrier; its share is captured first',
  })
  @ApiOkResponse({ type: ShipmentResponse })
  @ApiProblems(401, 403, 404, 409)
  dispatch(@Param('id') param: string, @Repeatable() call: RepeatableCall): Promise<ShipmentView> {
    return this.backend.askOnce('rpc.v1.shipping.dispatch', { shipmentId: idFrom(param, 'shipment') }, call);
  }

  @Post(':id/deliver')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'deliverShipment', summary: 'Say that a shipment has reached the customer' })
  @ApiOkResponse({ type: ShipmentResponse })
  @ApiProblems(401, 403, 404, 409)
  deliver(@Param('id') param: string, @Repeatable() call: RepeatableCall): Promise<ShipmentView> {
    return this.backend.askOnce('rpc.v1.shipping.deliver', { shipmentId: idFrom(param, 'shipment') }, call);
  }

  @Post(':id/fail')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiOperation({
    operationId: 'failShipment',
    summary: 'Say that a shipment will not arrive; its share goes back to the customer',
  })
  @ApiBody({ type: ReasonDto, required: false })
  @ApiOkResponse({ type: ShipmentResponse })
  @ApiProblems(401, 403, 404, 409, ...BODY_PROBLEMS)
  fail(
    @Param('id') param: string,
    @Body() { reason }: ReasonDto,
    @Repeatable() call: RepeatableCall,
  ): Promise<ShipmentView> {
    return this.backend.askOnce('rpc.v1.shipping.fail', { shipmentId: idFrom(param, 'shipment'), reason }, call);
  }
}
