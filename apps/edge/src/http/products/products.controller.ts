import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Page, ProductView, RequestContext } from '@windrose/contracts';
import type { FastifyReply } from 'fastify';
import { AccessFor } from '../../auth/access.decorator';
import { Backend } from '../../backend/backend';
import { ApiIdempotencyKey, Repeatable, type RepeatableCall } from '../../idempotency/repeatable.decorator';
import { Context } from '../asking.decorator';
import { pagedList } from '../list/paged-list';
import { ApiPaging } from '../openapi/paging.decorator';
import { ApiProblems, BODY_PROBLEMS } from '../openapi/problem.response';
import { skuFrom } from '../sku';
import { AddProductDto } from './add-product.dto';
import { AdjustStockDto } from './adjust-stock.dto';
import { CatalogueDelay } from './catalogue-delay';
import { ChangeProductDto } from './change-product.dto';
import { ProductPageResponse, ProductResponse } from './product.response';

@ApiTags('products')
@Controller('v1/products')
export class ProductsController {
  constructor(
    private readonly backend: Backend,
    private readonly catalogue: CatalogueDelay,
  ) {}

  @Post()
  @AccessFor('operator')
  @ApiBearerAuth()
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'addProduct', summary: 'Add a product; it can be ordered at once' })
  @ApiCreatedResponse({ type: ProductResponse })
  @ApiProblems(401, 403, 409, ...BODY_PROBLEMS)
  async add(
    @Body() { sku, name, price, stock, location }: AddProductDto,
    @Repeatable() call: RepeatableCall,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductView> {
    const product = { sku, name, price, stock, location };
    const added = await this.backend.askOnce('rpc.v1.inventory.add-product', product, call);
    reply.header('location', `/v1/products/${sku}`);
    return this.catalogue.untilOrderable(added, call.context);
  }

  @Patch(':sku')
  @AccessFor('operator')
  @ApiBearerAuth()
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'changeProduct', summary: 'Change name, price or whether it can be ordered' })
  @ApiOkResponse({ type: ProductResponse })
  @ApiProblems(401, 403, 404, ...BODY_PROBLEMS)
  async change(
    @Param('sku') param: string,
    @Body() { name, price, active }: ChangeProductDto,
    @Repeatable() call: RepeatableCall,
  ): Promise<ProductView> {
    const sku = skuFrom(param);
    const changed = await this.backend.askOnce('rpc.v1.inventory.change-product', { sku, name, price, active }, call);
    return this.catalogue.untilOrderable(changed, call.context);
  }

  @Post(':sku/stock')
  @HttpCode(200)
  @AccessFor('operator')
  @ApiBearerAuth()
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'adjustStock', summary: 'Add units to the stock or take some away' })
  @ApiOkResponse({ type: ProductResponse })
  @ApiProblems(401, 403, 404, 409, ...BODY_PROBLEMS)
  adjust(
    @Param('sku') param: string,
    @Body() { delta, reason, location }: AdjustStockDto,
    @Repeatable() call: RepeatableCall,
  ): Promise<ProductView> {
    const adjustment = { sku: skuFrom(param), delta, reason, location };
    return this.backend.askOnce('rpc.v1.inventory.adjust-stock', adjustment, call);
  }

  @Get()
  @AccessFor('anyone')
  @ApiOperation({ operationId: 'listProducts', summary: 'List products' })
  @ApiPaging()
  @ApiOkResponse({ type: ProductPageResponse })
  @ApiProblems(400)
  list(@Query() query: Record<string, unknown>, @Context() context: RequestContext): Promise<Page<ProductView>> {
    return pagedList('products', query, (page) => this.backend.ask('rpc.v1.inventory.list-products', page, context));
  }

  @Get(':sku')
  @AccessFor('anyone')
  @ApiOperation({ operationId: 'getProduct', summary: 'Read a product and its stock' })
  @ApiOkResponse({ type: ProductResponse })
  @ApiProblems(404)
  get(@Param('sku') param: string, @Context() context: RequestContext): Promise<ProductView> {
    return this.backend.ask('rpc.v1.inventory.get-product', { sku: skuFrom(param) }, context);
  }
}
