import { LineDto, Lines } from '../line.dto';

/** What is to be packed as a shipment of its own. */
export class SplitShipmentDto {
  @Lines()
  lines!: LineDto[];
}
