import { Text } from '../input/text.decorator';
import { LineDto, Lines } from '../line.dto';

export class RequestReturnDto {
  @Lines()
  lines!: LineDto[];

  @Text(500, { example: 'too small' })
  reason!: string;
}
