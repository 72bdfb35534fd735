import type { PaymentsEvent } from '@windrose/contracts';
import {
  captureOf,
  isHeld,
  unclaimedAmount,
  type Capture,
  type HeldPayment,
  type Payment,
  type UnknownPayment,
} from './payment';
import type { PaymentCommand, RecordCaptureRefusal, RequestCapture } from './payment.commands';
import { CaptureNotRequested, PaymentNotInitiated } from './payment.errors';

/**
 * What a command changes about a payment. A command that comes a second time, or too late to matter, changes nothing:
 * the answer is an empty list. One that makes no sense at all is an error: somebody has to look.
 */
export function decide(command: PaymentCommand, payment: Payment): PaymentsEvent[] {
  switch (command.type) {
    case 'InitiatePayment': {
      if (payment.status !== 'unknown') return [];
      const { orderId, paymentId, customerId, amount } = command;
      return [{ type: 'PaymentInitiated', data: { orderId, paymentId, customerId, amount } }];
    }
    case 'RecordAuthorization': {
      const { status, orderId, paymentId, amount } = known(payment, command);
      if (status !== 'initiated') return [];
      return [
        { type: 'PaymentAuthorized', data: { orderId, paymentId, authorizationId: command.authorizationId, amount } },
      ];
    }
    case 'RecordDecline': {
      const { status, orderId, paymentId } = known(payment, command);
      if (status !== 'initiated') return [];
      return [{ type: 'PaymentDeclined', data: { orderId, paymentId, code: command.code, message: command.message } }];
    }
    case 'RequestCapture':
      return requestCapture(command, known(payment, command));
    case 'RecordCapture': {
      const { held, capture } = requested(payment, command);
      if (capture.status === 'captured') return [];
      return [{ type: 'PaymentCaptured', data: captureFacts(held, capture) }];
    }
    case 'RecordCaptureRefusal':
      return recordCaptureRefusal(command, payment);
    default:
      return command satisfies never;
  }
}

type KnownPayment = Exclude<Payment, UnknownPayment>;

function requestCapture(command: RequestCapture, payment: KnownPayment): PaymentsEvent[] {
  const failed = (code: string, message: string): PaymentsEvent[] => {
    const { orderId, paymentId } = payment;
    const { shipmentId, amount } = command;
    return [
      {
        type: 'PaymentCaptureFailed',
        data: { orderId, paymentId, shipmentId, amount, attempt: 0, code, message, willRetry: false },
      },
    ];
  };

  if (!isHeld(payment))
    return failed('not_authorized', `The payment is ${payment.status}: there is nothing to capture from.`);
  if (captureOf(payment, command.shipmentId)) return [];
  if (command.amount.currency !== payment.amount.currency) {
    return failed(
      'currency_mismatch',
      `The payment is in ${payment.amount.currency}, the share in ${command.amount.currency}.`,
    );
  }
  if (command.amount.amount > unclaimedAmount(payment)) {
    return failed(
      'exceeds_authorized',
      `${command.amount.amount} was asked for, ${unclaimedAmount(payment)} is left of the authorised amount.`,
    );
  }
  return [{ type: 'PaymentCaptureRequested', data: captureFacts(payment, command) }];
}

function recordCaptureRefusal(command: RecordCaptureRefusal, payment: Payment): PaymentsEvent[] {
  const { held, capture } = requested(payment, command);
  // An answer to an earlier try than the one that is due was recorded before.
  if (capture.status !== 'requested' || command.attempt !== capture.refusals + 1) return [];
  const { attempt, code, message } = command;
  return [
    { type: 'PaymentCaptureFailed', data: { ...captureFacts(held, capture), attempt, code, message, willRetry: true } },
  ];
}

function captureFacts(payment: HeldPayment, { shipmentId, amount }: Pick<Capture, 'shipmentId' | 'amount'>) {
  return { orderId: payment.orderId, paymentId: payment.paymentId, shipmentId, amount };
}

function known(payment: Payment, command: PaymentCommand): KnownPayment {
  if (payment.status === 'unknown') throw new PaymentNotInitiated(command.type);
  return payment;
}

function requested(
  payment: Payment,
  command: PaymentCommand & { shipmentId: string },
): { held: HeldPayment; capture: Capture } {
  const capture = isHeld(payment) ? captureOf(payment, command.shipmentId) : undefined;
  if (!isHeld(payment) || !capture) throw new CaptureNotRequested(command.type, command.shipmentId);
  return { held: payment, capture };
}
