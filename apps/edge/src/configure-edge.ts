import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { shedBusy } from './admission/shed-busy';
import { Backend } from './backend/backend';
import { EdgeHttpAdapter } from './http/edge-http-adapter';
import { BodyPipe } from './http/input/body.pipe';
import { serveDocs } from './http/openapi/document';
import { ProblemFilter } from './http/problem/problem.filter';

/** What every call has in common. The same for the real process and for tests. */
export function configureEdge(app: NestFastifyApplication): void {
  const adapter = app.getHttpAdapter();
  if (!(adapter instanceof EdgeHttpAdapter)) throw new Error('the edge needs its own HTTP adapter');
  app.useGlobalPipes(new BodyPipe());
  app.useGlobalFilters(new ProblemFilter(adapter.problemAnswers));
  shedBusy(adapter.getInstance(), app.get(Backend));
  serveDocs(app);
}
