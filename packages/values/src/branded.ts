declare const brand: unique symbol

/** A value that has passed a check and carries that in its type: a plain `string` cannot be passed where a `Currency` is asked for. */
export type Branded<Value, Name extends string> = Value & { readonly [brand]: Name }
