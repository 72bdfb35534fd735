import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';

export class InputErrorResponse {
  @ApiProperty({ description: 'JSON pointer (RFC 6901) to the place', example: '#/lines/0/quantity' })
  pointer!: string;

  @ApiProperty({ example: 'must be a whole number from 1 to 10000' })
  detail!: string;
}

export class ProblemResponse {
  @ApiProperty({ format: 'uri', example: 'urn:windrose:problem:invalid' })
  type!: string;

  @ApiProperty({ example: 'Unprocessable Entity' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 422 })
  status!: number;

  @ApiProperty()
  detail!: string;

  @ApiProperty({ description: 'Stable; for programs', example: 'invalid' })
  code!: string;

  @ApiProperty({ description: 'The X-Request-Id of the answer' })
  requestId!: string;

  @ApiProperty({ type: [InputErrorResponse], required: false })
  errors?: InputErrorResponse[];
}

const WHEN: Readonly<Record<number, string>> = {
  400: 'Malformed JSON, or a parameter that can’t be used',
  401: 'The token is missing, not valid or expired',
  403: 'Not for this role',
  404: 'There is no such thing, or not for this caller',
  409: 'The present state does not allow it',
  413: 'The body is larger than 256 KiB',
  415: 'The body is not application/json',
  422: 'The body is JSON but not valid',
  429: 'Too many requests of this caller; try again after `Retry-After` seconds',
  503: 'A service does not answer; try again after `Retry-After` seconds',
};

function problemResponse(status: number): MethodDecorator & ClassDecorator {
  return ApiResponse({
    status,
    description: WHEN[status],
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemResponse) } } },
  });
}

/** Documents which problems a call can answer, beside 429 and 503, which any call can. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  return applyDecorators(ApiExtraModels(ProblemResponse), ...[...statuses, 429, 503].map(problemResponse));
}

/** What every call with a body can answer. */
export const BODY_PROBLEMS = [400, 413, 415, 422] as const;
