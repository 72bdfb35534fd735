import { BadRequestException, ForbiddenException, HttpException, NotFoundException } from '@nestjs/common';
import type { RefusalCode } from '@windrose/contracts';
import { ServiceUnavailable } from '@windrose/platform';
import { Refused } from '../../backend/refused';
import { AllowedMethods } from './allowed-methods';
import { problemOf } from './problem-of';
import { problemBody } from './problem-writer';
import { invalidBody, invalidParameter, unauthorized } from './problems';

const frameworkError = (statusCode: number, code: string): Error =>
  Object.assign(new Error('internal words'), { statusCode, code });

describe('problemOf', () => {
  it.each<[unknown, number, string]>([
    [invalidBody([{ pointer: '#/a', detail: 'x' }]), 422, 'invalid'],
    [invalidParameter('limit', 'x'), 400, 'invalid_parameter'],
    [invalidParameter('cursor', 'x'), 400, 'invalid_cursor'],
    [unauthorized('x', 'no_token'), 401, 'unauthorized'],
    [new ServiceUnavailable('orders is gone', 3), 503, 'service_unavailable'],
    [new NotFoundException(), 404, 'not_found'],
    [new ForbiddenException(), 403, 'forbidden'],
    [new BadRequestException(), 400, 'bad_request'],
    [new HttpException('teapot', 418), 400, 'bad_request'],
    [frameworkError(400, 'FST_ERR_CTP_INVALID_JSON_BODY'), 400, 'malformed_json'],
    [frameworkError(400, 'FST_ERR_CTP_EMPTY_JSON_BODY'), 400, 'body_missing'],
    [frameworkError(400, 'FST_ERR_CTP_INVALID_CONTENT_LENGTH'), 400, 'bad_request'],
    [frameworkError(400, 'FST_ERR_BAD_URL'), 400, 'bad_request'],
    [frameworkError(413, 'FST_ERR_CTP_BODY_TOO_LARGE'), 413, 'payload_too_large'],
    [frameworkError(414, 'FST_ERR_MAX_PARAM_LENGTH'), 414, 'uri_too_long'],
    [frameworkError(415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'), 415, 'unsupported_media_type'],
    [frameworkError(431, 'HPE_HEADER_OVERFLOW'), 431, 'headers_too_large'],
    [frameworkError(500, 'FST_ERR_X'), 500, 'internal_error'],
    [
      Object.assign(new SyntaxError('Object contains forbidden prototype property'), { statusCode: 400 }),
      400,
      'malformed_json',
    ],
    [new Error('a secret'), 500, 'internal_error'],
    ['a text', 500, 'internal_error'],
    [undefined, 500, 'internal_error'],
  ])('%s → %d %s', (error, status, code) => {
    expect(problemOf(error)).toMatchObject({ status, code });
  });

  it.each<[RefusalCode, number]>([
    ['not_found', 404],
    ['conflict', 409],
    ['invalid', 422],
    ['unauthorized', 401],
    ['forbidden', 403],
    ['idempotency_key_reused', 422],
    ['idempotency_in_progress', 409],
  ])("a service's %s → %d", (code, status) => {
    expect(problemOf(new Refused({ code, detail: 'why' }))).toMatchObject({ status, code, detail: 'why' });
  });

  it('passes on which places of the body a service refused', () => {
    const errors = [{ pointer: '#/lines/0/sku', detail: 'is not known' }];
    expect(problemOf(new Refused({ code: 'invalid', detail: 'x', errors })).errors).toEqual(errors);
  });

  it('says when to try again, in whole seconds and never 0', () => {
    expect(problemOf(new ServiceUnavailable('x', 0.2)).headers).toEqual({ 'retry-after': '1' });
    expect(problemOf(new ServiceUnavailable('x', 2.5)).headers).toEqual({ 'retry-after': '3' });
    expect(problemOf(new Refused({ code: 'idempotency_in_progress', detail: 'x' })).headers).toEqual({
      'retry-after': '1',
    });
  });

  it('challenges with Bearer, and names a bad token as such', () => {
    expect(problemOf(unauthorized('x', 'no_token')).headers).toEqual({ 'www-authenticate': 'Bearer' });
    expect(problemOf(unauthorized('x', 'invalid_token')).headers).toEqual({
      'www-authenticate': 'Bearer error="invalid_token"',
    });
  });

  it('never passes on the words of an error that nobody foresaw', () => {
    for (const error of [
      new Error('a secret'),
      frameworkError(400, 'FST_X'),
      new ServiceUnavailable('postgres://u:secret@h'),
    ]) {
      expect(JSON.stringify(problemBody(problemOf(error), 'r'))).not.toMatch(/secret|internal words/);
    }
  });
});

describe('problemBody', () => {
  it('has every member that clients rely on', () => {
    expect(problemBody({ status: 404, code: 'not_found', detail: 'There is no such order.' }, 'r-1')).toEqual({
      type: 'urn:windrose:problem:not_found',
      title: 'Not Found',
      status: 404,
      detail: 'There is no such order.',
      code: 'not_found',
      requestId: 'r-1',
    });
  });
});

describe('AllowedMethods', () => {
  const routes = new AllowedMethods();
  routes.add('/', ['GET']);
  routes.add('/v1/orders', ['POST']);
  routes.add('/v1/orders', ['GET', 'HEAD']);
  routes.add('/v1/orders/:id', ['GET']);
  routes.add('/v1/orders/:id/events', ['GET']);
  routes.add('/docs/*', ['GET']);

  it.each<[string, string[]]>([
    ['/', ['GET']],
    ['/v1/orders', ['GET', 'HEAD', 'POST']],
    ['/v1/orders?limit=1', ['GET', 'HEAD', 'POST']],
    ['/v1/orders/x', ['GET']],
    ['/v1/orders/', []],
    ['/v1/orders/x/', []],
    ['/v1/orders/x/events', ['GET']],
    ['/v1/orders//events', []],
    ['/v1/orders/x/other', []],
    ['/docs/a/b.css', ['GET']],
    ['/nowhere', []],
    ['', []],
  ])('%s has %j', (url, methods) => {
    expect(routes.at(url)).toEqual(methods);
  });
});
