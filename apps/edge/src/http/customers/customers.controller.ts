import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CustomerView } from '@windrose/contracts';
import { AccessFor } from '../../auth/access.decorator';
import { Backend } from '../../backend/backend';
import { ApiIdempotencyKey, Repeatable, type RepeatableCall } from '../../idempotency/repeatable.decorator';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { CustomerResponse } from './customer.response';
import { RegisterCustomerDto } from './register-customer.dto';

@ApiTags('customers')
@Controller('v1/customers')
export class CustomersController {
  constructor(private readonly backend: Backend) {}

  @Post()
  @AccessFor('anyone')
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'registerCustomer', summary: 'Register a customer' })
  @ApiCreatedResponse({ type: CustomerResponse })
  @ApiProblems(409, ...BODY_PROBLEMS)
  register(
    @Body() { email, password, name }: RegisterCustomerDto,
    @Repeatable() call: RepeatableCall,
  ): Promise<CustomerView> {
    return this.backend.askOnce('rpc.v1.customers.register', { email, password, name }, call);
  }
}
