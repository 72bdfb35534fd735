import { Catch, type ExceptionFilter, type INestApplication } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import type { JetStreamStrategy } from './consumer/jetstream-strategy';
import type { RpcServer } from './rpc/rpc-server';

/** Hands a handler's error to the transport as it is: what it means, and what of it may leave, is decided there. */
@Catch()
class OriginalError implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Adds one of our transports to a Nest application. Without the filter Nest would replace every error of a handler by
 * "Internal server error". The app's own pipes and filters are for the outside and don't apply to messages.
 */
export function connectTransport(app: INestApplication, strategy: JetStreamStrategy | RpcServer): void {
  const transport = app.connectMicroservice<MicroserviceOptions>({ strategy }, { deferInitialization: true });
  transport.useGlobalFilters(new OriginalError());
  // What connectMicroservice does itself when not deferred; then it is too late for a filter.
  const deferred = transport as unknown as DeferredTransport;
  deferred.registerListeners();
  deferred.setIsInitialized(true);
  deferred.setIsInitHookCalled(true);
}

/** Public methods of Nest's class that its interface leaves out. */
interface DeferredTransport {
  registerListeners(): void;
  setIsInitialized(done: boolean): void;
  setIsInitHookCalled(done: boolean): void;
}
