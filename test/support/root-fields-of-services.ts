import { globSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FieldDefinitionNode, Kind, parse } from 'graphql'

/** A field of Query or Mutation as the service that has it declares it. */
export interface DeclaredField {
  readonly service: string
  readonly kind: 'query' | 'mutation'
  /** What its `@permission` asks for; undefined where it is public or for everyone who is signed in. */
  readonly permission: string | undefined
}

/** What the services' own schemas declare, by the name of the field. */
export function rootFieldsOfServices(): ReadonlyMap<string, DeclaredField> {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  return new Map(
    globSync('services/*/src/generated/schema.graphql', { cwd: root }).flatMap((path) => {
      const service = path.split(sep)[1] ?? ''
      return rootFields(readFileSync(`${root}${path}`, 'utf8')).map(
        ({ field, kind }) => [field.name.value, { service, kind, permission: permissionOf(field) }] as const,
      )
    }),
  )
}

function rootFields(sdl: string) {
  return parse(sdl).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) return []
    const kind = kinds[definition.name.value]
    return kind ? (definition.fields ?? []).map((field) => ({ field, kind })) : []
  })
}

const kinds: Readonly<Record<string, DeclaredField['kind']>> = { Query: 'query', Mutation: 'mutation' }

function permissionOf({ directives = [] }: FieldDefinitionNode): string | undefined {
  const directive = directives.find(({ name }) => name.value === 'permission')
  const code = directive?.arguments?.find(({ name }) => name.value === 'code')?.value
  return code?.kind === Kind.STRING ? code.value : undefined
}
