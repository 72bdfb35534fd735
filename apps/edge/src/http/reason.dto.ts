import { ValidateIf } from 'class-validator';
import { MayBeMissing } from './input/may-be-missing.decorator';
import { Text } from './input/text.decorator';

/** Why something is done, in the caller's words. */
@MayBeMissing()
export class ReasonDto {
  @ValidateIf((body: ReasonDto) => body.reason !== undefined)
  @Text(500, { required: false, example: 'ordered twice' })
  reason?: string;
}
