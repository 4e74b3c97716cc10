/** An expected "no": its name is the GraphQL type of the error, its facts are what a sentence about it needs. */
export type Refusal<Name extends string = string, Facts = object> = { readonly refusal: Name } & Readonly<Facts>

/** Says no as an answer. Nothing is thrown: exceptions mean a bug or a broken machine. */
export function refuse<const Name extends string>(name: Name): Refusal<Name>
export function refuse<const Name extends string, const Facts extends object>(
  name: Name,
  facts: Facts,
): Refusal<Name, Facts>
export function refuse(name: string, facts: object = {}): Refusal {
  return { ...facts, refusal: name }
}

/** True for what `refuse` made; narrows `Document | Refusal<…>` both ways. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refusal' in value && typeof value.refusal === 'string'
}
