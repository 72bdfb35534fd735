/** A command for a payment that nobody has asked for. */
export class PaymentNotInitiated extends Error {
  readonly code = 'payment_not_initiated';

  constructor(command: string) {
    super(`${command} for a payment that was never initiated`);
    this.name = new.target.name;
  }
}

/** The provider's answer to a capture that nobody has asked for. */
export class CaptureNotRequested extends Error {
  readonly code = 'capture_not_requested';

  constructor(command: string, shipmentId: string) {
    super(`${command} for shipment ${shipmentId}, whose capture was never requested`);
    this.name = new.target.name;
  }
}
