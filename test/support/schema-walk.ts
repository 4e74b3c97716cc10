import {
  buildClientSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  type IntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql'
import type { GraphClient } from './graph-client.ts'

/** A field of Query or Mutation. */
export interface RootField {
  readonly kind: 'query' | 'mutation'
  readonly field: GraphQLField<unknown, unknown>
}

/** What the gateway says it can do. */
export async function readRootFields(reader: GraphClient): Promise<ReadonlyMap<string, RootField>> {
  const { data, errors } = await reader.send<IntrospectionQuery>(getIntrospectionQuery())
  if (!data) throw new Error(`The gateway does not tell its schema: ${errors[0]?.message}`)
  return rootFieldsOf(buildClientSchema(data))
}

export function rootFieldsOf(schema: GraphQLSchema): ReadonlyMap<string, RootField> {
  const fieldsOf = (kind: RootField['kind']) => {
    const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType()
    return Object.values(type?.getFields() ?? {}).map((field) => [field.name, { kind, field }] as const)
  }
  return new Map([...fieldsOf('query'), ...fieldsOf('mutation')])
}

/** Every place where the field takes an id of something, such as `lines.itemId`; keys made by the client are none. */
export function idPlaces({ field }: RootField): string[] {
  return field.args.flatMap((argument) =>
    argument.name === 'input' ? placesIn(argument.type, '') : placesIn(argument.type, argument.name),
  )
}

function placesIn(type: GraphQLInputType, path: string): string[] {
  const named = getNamedType(type)
  if (named.name === 'ID') return path.endsWith('idempotencyKey') ? [] : [path]
  if (!isInputObjectType(named)) return []
  return Object.values(named.getFields()).flatMap((inner) =>
    placesIn(inner.type, path === '' ? inner.name : `${path}.${inner.name}`),
  )
}

/** An operation of this one field, with its arguments as variables. */
export function operationOf({ kind, field }: RootField, given: readonly string[], selection: string): string {
  const used = field.args.filter(({ name }) => given.includes(name))
  const variables = used.map(({ name, type }) => `$${name}: ${type}`).join(', ')
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ')
  return `${kind}${variables ? ` (${variables})` : ''} { ${field.name}${passed ? `(${passed})` : ''} ${selection} }`
}

/** The smallest selection: nothing of a scalar, the type's name of an object. */
export function smallestSelection({ field }: RootField): string {
  return isLeafType(getNamedType(field.type)) ? '' : '{ __typename }'
}

/** Values that fit the types of every argument that must be given, and mean nothing. */
export function meaninglessArguments({
  field,
}: {
  readonly field: { readonly args: readonly Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>[] }
}): Record<string, unknown> {
  return Object.fromEntries(
    field.args.filter(isRequired).map(({ name, type }) => [name, meaninglessValue(type)] as const),
  )
}

function isRequired({ type, defaultValue }: Pick<GraphQLArgument, 'type' | 'defaultValue'>): boolean {
  return isNonNullType(type) && defaultValue === undefined
}

const meaningless: Readonly<Record<string, unknown>> = {
  ID: '01890000-0000-7000-8000-000000000000',
  Int: 0,
  Boolean: false,
  Decimal: '1',
  Date: '2026-03-05',
  DateTime: '2026-03-05T00:00:00.000Z',
  Period: '2026-03',
  Currency: 'CNY',
}

function meaninglessValue(type: GraphQLInputType): unknown {
  const inner = isNonNullType(type) ? type.ofType : type
  if (isListType(inner)) return []
  if (isEnumType(inner)) return inner.getValues()[0]?.name
  if (!isInputObjectType(inner)) return meaningless[inner.toString()] ?? 'NONE'
  const fields = Object.values(inner.getFields()).filter(isRequired)
  return Object.fromEntries(fields.map((one) => [one.name, meaninglessValue(one.type)]))
}
