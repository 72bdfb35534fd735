import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Readiness, type ReadinessReport } from '@windrose/chassis';
import { metrics } from '@windrose/platform';
import type { FastifyReply } from 'fastify';
import { AccessFor } from '../../auth/access.decorator';

/** The same as on the process's admin port, for those who only see this one. */
@ApiTags('health')
@AccessFor('probe')
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('livez')
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'livez', summary: 'Whether the process is alive' })
  @ApiOkResponse({ description: 'It is' })
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'readyz', summary: 'Whether the edge can do its work, check by check' })
  @ApiOkResponse({ description: 'It can' })
  @ApiResponse({ status: 503, description: 'It can’t; the body says why' })
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Pick<ReadinessReport, 'checks'> & { status: string }> {
    const { ready, checks } = await this.readiness.report();
    reply.code(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'unavailable', checks };
  }

  @Get('metrics')
  @ApiOperation({ operationId: 'metrics', summary: "Figures in Prometheus's text format" })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', metrics.contentType);
    return metrics.metrics();
  }
}
