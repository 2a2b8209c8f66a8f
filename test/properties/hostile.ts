import fc from "fast-check";

/** Any value at all: of every type, also one that throws when it is read. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true, withTypedArray: true, withNullPrototype: true, stringUnit: "binary", maxDepth: 2 }) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(undefined, null, "", 0, -0, Number.NaN, Infinity, Number.MAX_SAFE_INTEGER + 2, 1.5, "\ud800", "a\nb", Symbol("s"), () => 1, new Date(Number.NaN), []) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...throwers()) },
);

/** An object of these keys, each with any value or left out. */
export function hostileObject(keys: readonly string[]): fc.Arbitrary<unknown> {
  return fc.dictionary(fc.constantFrom(...keys), hostile, { maxKeys: keys.length });
}

/** Values that throw, in one way or another, at whoever looks at them. */
export function throwers(): unknown[] {
  const refuse = (): never => {
    throw new Error("hands off");
  };
  // The generator itself looks for a symbol of its own.
  const refuseText = (_target: object, key: string | symbol): unknown => (typeof key === "string" ? refuse() : undefined);
  const has = (target: object, key: string | symbol): boolean => refuseText(target, key) === true;
  return [
    new Proxy({}, { get: refuseText, has, ownKeys: refuse }),
    new Proxy([], { get: refuseText }),
    Object.defineProperty({}, "reference", { get: refuse, enumerable: true }),
    { [Symbol.iterator]: refuse, [Symbol.asyncIterator]: refuse, [Symbol.toPrimitive]: refuse },
    Object.fromEntries(new Map([["then", refuse]])),
    { aborted: false, addEventListener: refuse, removeEventListener: refuse },
    { toString: refuse, toJSON: refuse },
  ];
}
