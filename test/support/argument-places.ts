import { type GraphQLInputType, getNamedType, getNullableType, isInputObjectType, isListType } from 'graphql'
import { meaninglessArguments, type RootField } from './schema-walk.ts'

/** A place where an operation takes a value, such as `input.lines.itemId`, and the type of that value. */
export interface ArgumentPlace {
  readonly path: readonly string[]
  readonly type: string
}

/** Every place of a field; what is in a list as much as what is alone. */
export function argumentPlaces({ field }: RootField): readonly ArgumentPlace[] {
  return field.args.flatMap(({ name, type }) => placesIn(type, [name]))
}

function placesIn(type: GraphQLInputType, path: readonly string[]): readonly ArgumentPlace[] {
  const named = getNamedType(type)
  if (!isInputObjectType(named)) return [{ path, type: named.name }]
  return Object.values(named.getFields()).flatMap((inner) => placesIn(inner.type, [...path, inner.name]))
}

/** Arguments that mean nothing, but for one value at one place and what must stand beside it. */
export function argumentsWith(query: RootField, path: readonly string[], value: unknown): Record<string, unknown> {
  const values = meaninglessArguments(query)
  put(values, query.field.args, path, value)
  return values
}

type Taking = readonly { readonly name: string; readonly type: GraphQLInputType }[]

function put(values: Record<string, unknown>, takes: Taking, [name = '', ...rest]: readonly string[], value: unknown) {
  const type = takes.find((one) => one.name === name)?.type
  const isList = type !== undefined && isListType(getNullableType(type))
  if (rest.length === 0) {
    values[name] = isList ? [value] : value
    return
  }
  const input = getNamedType(type)
  if (!isInputObjectType(input)) throw new Error(`${name} takes no fields`)
  const fields = Object.values(input.getFields())
  const [known] = [values[name]].flat()
  const inner = (known ?? meaninglessArguments({ field: { args: fields } })) as Record<string, unknown>
  values[name] = isList ? [inner] : inner
  put(inner, fields, rest, value)
}
