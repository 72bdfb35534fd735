import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CustomerView, RequestContext } from '@windrose/contracts';
import { AccessFor } from '../../auth/access.decorator';
import { Backend } from '../../backend/backend';
import { Context } from '../asking.decorator';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { CustomerResponse } from './customer.response';
import { RegisterCustomerDto } from './register-customer.dto';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomersController {
  constructor(private readonly backend: Backend) {}

  @Post()
  @AccessFor('anyone')
  @ApiOperation({ operationId: 'registerCustomer', summary: 'Register a customer' })
  @ApiCreatedResponse({ type: CustomerResponse })
  @ApiProblems(409, ...BODY_PROBLEMS)
  register(
    @Body() { email, password, name }: RegisterCustomerDto,
    @Context() context: RequestContext,
  ): Promise<CustomerView> {
    return this.backend.ask('rpc.v1.customers.register', { email, password, name }, context);
  }
}
