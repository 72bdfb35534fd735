/** A command for a shipment that was never created. */
export class ShipmentNotCreated extends Error {
  readonly code = 'shipment_not_created';

  constructor(command: string) {
    super(`${command} for a shipment that was never created`);
    this.name = new.target.name;
  }
}
