// Replaces methods of an object that is not ours, without changing it.

/** `target` as seen from outside, with the given methods replaced. Its own methods still call each other. */
export function withMethods<T extends object>(target: T, methods: Partial<T> & object): T {
  return new Proxy(target, {
    get(original, key) {
      if (Object.hasOwn(methods, key)) return Reflect.get(methods, key);
      const value: unknown = Reflect.get(original, key);
      return typeof value === 'function' ? value.bind(original) : value;
    },
  });
}
