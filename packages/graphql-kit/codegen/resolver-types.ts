import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers'
import { buildASTSchema, type DocumentNode, Kind, parse } from 'graphql'

/** What the federation library adds at run time, declared so that the schema can be built without it. */
const federationDirectives = `

  directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @shareable repeatable on OBJECT | FIELD_DEFINITION
  directive @external on OBJECT | FIELD_DEFINITION
  directive @requires(fields: String!) on FIELD_DEFINITION
`

/** The types that the kit's own resolvers take; a service's mappers.json adds its documents. */
const commonMappers = {
  Money: '@erp/values#Money',
  UserError: '@erp/graphql-kit#UserErrorRecord',
}

const scalarTypes = {
  ID: { input: 'string', output: 'string' },
  Decimal: { input: 'string', output: '@erp/graphql-kit#DecimalOutput' },
  Date: { input: '@erp/values#BusinessDate', output: 'string' },
  Period: { input: '@erp/values#Period', output: 'string' },
  Currency: { input: '@erp/values#Currency', output: 'string' },
  DateTime: { input: 'Date', output: 'Date | string' },
}

/** The types of a subgraph's resolvers, arguments and inputs, as the text of one TypeScript module. */
export async function generateResolverTypes(directory: string, sdl: string): Promise<string> {
  const document = standalone(parse(sdl))
  const config = {
    scalars: scalarTypes,
    strictScalars: true,
    mappers: renamed({ ...commonMappers, ...mappersOf(directory) }),
    contextType: '../graphql/context.ts#Context',
    federation: true,
    enumsAsTypes: true,
    useTypeImports: true,
    immutableTypes: true,
    maybeValue: 'T | null | undefined',
    defaultScalarType: 'unknown',
    resolversNonOptionalTypename: { interfaceImplementingType: false, unionMember: true },
  }
  const text = await codegen({
    filename: 'src/generated/graphql.ts',
    schema: document,
    schemaAst: buildASTSchema(document),
    documents: [],
    config,
    importExtension: '.ts',
    pluginMap: { typescript, typescriptResolvers },
    plugins: [{ typescript: {} }, { typescriptResolvers: {} }],
  })
  return `${text.trim()}\n`
}

/** `schema/mappers.json`: GraphQL type → module and export of what its resolvers are given, such as `../domain/item.ts#Item`. */
function mappersOf(directory: string): Record<string, string> {
  const file = join(directory, 'schema', 'mappers.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {}
}

/** Imported under names of their own, for a document is often called the same as its GraphQL type. */
function renamed(mappers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(mappers).map(([type, source]) => [type, `${source} as ${type}Source`]))
}

/** A subgraph's document on its own: roots to extend, federation's directives, and no link to its specification. */
function standalone(document: DocumentNode): DocumentNode {
  const extended = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_EXTENSION ? [node.name.value] : [])),
  )
  const roots = ['Query', 'Mutation'].filter((root) => extended.has(root)).map((root) => `type ${root}`)
  const added = parse([federationDirectives, ...roots].join('\n'))
  const own = document.definitions.filter((node) => node.kind !== Kind.SCHEMA_EXTENSION)
  return { ...document, definitions: [...added.definitions, ...own] }
}
