const types = new WeakSet<object>();

/** For the body of a call that only acts: no body, or an empty one, is as good as `{}`. */
export function MayBeMissing(): ClassDecorator {
  return (type) => void types.add(type);
}

export function mayBeMissing(type: object): boolean {
  return types.has(type);
}
