/** What the payment provider signs its webhooks with. Without one there is no door for them. */
export abstract class WebhookSecret {
  abstract readonly value: string | null;
}
