/** A product's names, prices and availability. */
export function productStream(sku: string) {
  return { id: `product-${sku}`, key: sku };
}

/**
 * A product's stock adjustments. Apart from its product stream: they are many, nobody folds them (the balances are
 * their sum), and they must not make a change of price wait.
 */
export function stockStream(sku: string) {
  return { id: `stock-${sku}`, key: sku };
}

/** What has been said about whether a product is running out. */
export function stockLevelStream(sku: string) {
  return { id: `level-${sku}`, key: sku };
}

export function reservationStream(orderId: string) {
  return { id: `reservation-${orderId}`, key: orderId };
}
