export type EmailTemplate =
  | 'order_confirmed'
  | 'order_rejected'
  | 'order_expired'
  | 'order_cancelled'
  | 'payment_action_required'
  | 'shipment_dispatched'
  | 'payment_refunded';

export interface EmailComposed {
  readonly emailId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly to: string;
  readonly template: EmailTemplate;
  readonly subject: string;
  readonly text: string;
}

export interface EmailSent {
  readonly emailId: string;
  readonly orderId: string;
  /** What the mail server called it. */
  readonly messageId: string;
}

export interface EmailFailed {
  readonly emailId: string;
  readonly orderId: string;
  readonly error: string;
}

export interface NotificationsEvents {
  EmailComposed: EmailComposed;
  EmailSent: EmailSent;
  EmailFailed: EmailFailed;
}
