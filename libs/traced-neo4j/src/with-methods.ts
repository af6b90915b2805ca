// Overrides methods of a third-party object without changing it.

/** A proxy of `target` with the given methods replaced. Its own methods still call each other's originals. */
export function withMethods<T extends object>(target: T, methods: Partial<T> & object): T {
  return new Proxy(target, {
    get(original, key) {
      if (Object.hasOwn(methods, key)) return Reflect.get(methods, key);
      const value: unknown = Reflect.get(original, key);
      return typeof value === 'function' ? value.bind(original) : value;
    },
  });
}
