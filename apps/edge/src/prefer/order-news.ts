/** Tells when something has happened to an order. A hint, nothing more: who is told reads the order again. */
export abstract class OrderNews {
  /** Calls the listener at every event of the order's own stream until the returned function is called. */
  abstract follow(orderId: string, listener: () => void): () => void;
}
