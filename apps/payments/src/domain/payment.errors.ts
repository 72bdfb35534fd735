import type { RefundCause } from '@windrose/contracts';
import type { KnownPayment, Payment } from './payment';

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

/** The provider's answer to a refund that nobody has asked for. */
export class RefundNotRequested extends Error {
  readonly code = 'refund_not_requested';

  constructor(command: string, { type, id }: RefundCause) {
    super(`${command} for ${type} ${id}, whose refund was never requested`);
    this.name = new.target.name;
  }
}

/** @throws PaymentNotInitiated */
export function known(payment: Payment, command: string): KnownPayment {
  if (payment.status === 'unknown') throw new PaymentNotInitiated(command);
  return payment;
}
