import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'undici';
import type { Figure } from '../figure';

@Controller()
export class EchoController {
  @Post('echo')
  echo(@Body() body: unknown): unknown {
    return body;
  }
}

@Module({ controllers: [EchoController] })
export class EchoModule {}

const CONNECTIONS = 64;

/** The yardstick of (f): what Nest on Fastify answers when it does nothing, load from the same process. */
export async function echo(seconds: number): Promise<Figure[]> {
  const app = await NestFactory.create<NestFastifyApplication>(EchoModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  const http = new Pool(await app.getUrl(), { connections: CONNECTIONS });
  const body = JSON.stringify({ text: 'x'.repeat(450) });
  const until = Date.now() + seconds * 1_000;
  let answered = 0;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (Date.now() < until) {
        const response = await http.request({
          path: '/echo',
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        await response.body.text();
        answered++;
      }
    }),
  );
  await http.close();
  await app.close();
  return [{ benchmark: 'f yardstick: bare Nest + Fastify echo', value: answered / seconds, unit: 'requests/s' }];
}
