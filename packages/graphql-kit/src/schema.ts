import { buildSubgraphSchema, type GraphQLSchemaModule } from '@apollo/subgraph'
import { formatMoney, type Money } from '@erp/values'
import { type GraphQLSchema, isInterfaceType, parse } from 'graphql'
import type { Messages } from './messages.ts'
import { enforcePermissions } from './permissions.ts'
import { noteAuditedReads } from './read-audit.ts'
import { scalars } from './scalars.ts'
import { subgraphSdl } from './subgraph-sdl.ts'

/** Resolvers by type name. Their exact types are the generated ones of each service. */
export type Resolvers = Readonly<Record<string, unknown>>

export interface SchemaOptions {
  readonly schemaDirectory: string
  readonly extraSdl?: string
  readonly resolvers: Resolvers | readonly Resolvers[]
  readonly messages: Messages
}

/** Resolvers of the common types: a Money is shown with the decimals of its currency. */
const commonResolvers = {
  ...scalars,
  Money: { amount: (money: Money) => formatMoney(money), currency: (money: Money) => money.currency },
}

/** The executable schema of a subgraph, guarded. Throws when a permission, a resolver's field or a sentence is missing. */
export function buildSchema(options: SchemaOptions): GraphQLSchema {
  const given = Array.isArray(options.resolvers)
    ? (options.resolvers as readonly Resolvers[])
    : [options.resolvers as Resolvers]
  const resolvers = mergeResolvers([commonResolvers, ...given])
  const typeDefs = parse(subgraphSdl(options.schemaDirectory, options.extraSdl))
  const schema = buildSubgraphSchema([
    { typeDefs, resolvers: resolvers as NonNullable<GraphQLSchemaModule['resolvers']> },
  ])
  assertKnown(schema, resolvers)
  assertSentences(schema, options.messages)
  noteAuditedReads(schema)
  enforcePermissions(schema)
  return schema
}

/** Later sources add fields to a type; two sources for one field are a mistake. */
export function mergeResolvers(sources: readonly Resolvers[]): Record<string, Record<string, unknown>> {
  const merged: Record<string, Record<string, unknown>> = {}
  for (const source of sources) {
    for (const [type, fields] of Object.entries(source)) {
      if (typeof fields !== 'object' || fields === null) throw new TypeError(`The resolvers of ${type} are no object`)
      const known = merged[type]
      if (known === undefined) {
        merged[type] = fields as Record<string, unknown>
        continue
      }
      const twice = Object.keys(fields).find((field) => Object.hasOwn(known, field))
      if (twice !== undefined) throw new Error(`${type}.${twice} has two resolvers`)
      merged[type] = { ...known, ...fields }
    }
  }
  return merged
}

/** The library ignores resolvers of types and fields that do not exist, which hides spelling mistakes. */
function assertKnown(schema: GraphQLSchema, resolvers: Record<string, Record<string, unknown>>): void {
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName)
    if (!type) throw new Error(`There are resolvers for ${typeName}, which is not in the schema`)
    if (!('getFields' in type)) continue
    const names = type.getFields()
    const unknown = Object.keys(fields).find((field) => !field.startsWith('__') && !Object.hasOwn(names, field))
    if (unknown !== undefined)
      throw new Error(`There is a resolver for ${typeName}.${unknown}, which is not in the schema`)
  }
}

function assertSentences(schema: GraphQLSchema, messages: Messages): void {
  const userError = schema.getType('UserError')
  if (!isInterfaceType(userError)) throw new Error('The schema has no UserError')
  const silent = schema.getPossibleTypes(userError).filter((type) => !Object.hasOwn(messages, type.name))
  if (silent.length > 0) throw new Error(`There is no sentence for ${silent.map((type) => type.name).join(', ')}`)
}
