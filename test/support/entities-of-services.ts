import { globSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ServiceName } from '@erp/local'
import {
  type DefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type TypeNode,
  type UnionTypeDefinitionNode,
} from 'graphql'

/** A type that a service answers for by reference, and everything it says about one of them without being asked more. */
export interface DeclaredEntity {
  readonly service: ServiceName
  readonly type: string
  readonly selection: string
}

/** Every entity of every service, as the services' own schemas declare them. */
export function entitiesOfServices(): readonly DeclaredEntity[] {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  return globSync('services/*/src/generated/schema.graphql', { cwd: root }).flatMap((path) => {
    const { definitions } = parse(readFileSync(`${root}${path}`, 'utf8'))
    const types = definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION)
    const composites = new Map(definitions.filter(isComposite).map((type) => [type.name.value, type]))
    return types.filter(isEntity).map((type) => ({
      service: path.split(sep)[1] as ServiceName,
      type: type.name.value,
      selection: `{ ${(type.fields ?? []).flatMap((field) => selected(field, composites)).join(' ')} }`,
    }))
  })
}

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | UnionTypeDefinitionNode

function isComposite(definition: DefinitionNode): definition is Composite {
  const { kind } = definition
  return (
    kind === Kind.OBJECT_TYPE_DEFINITION ||
    kind === Kind.INTERFACE_TYPE_DEFINITION ||
    kind === Kind.UNION_TYPE_DEFINITION
  )
}

function isEntity({ directives = [] }: ObjectTypeDefinitionNode): boolean {
  return directives.some(
    ({ name, arguments: given = [] }) =>
      name.value === 'key' &&
      !given.some((one) => one.name.value === 'resolvable' && one.value.kind === Kind.BOOLEAN && !one.value.value),
  )
}

function selected(field: FieldDefinitionNode, composites: ReadonlyMap<string, Composite>): readonly string[] {
  const mustBeAsked = field.arguments?.some(
    ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue,
  )
  const isExternal = field.directives?.some(({ name }) => name.value === 'external' || name.value === 'requires')
  if (mustBeAsked || isExternal) return []
  const target = composites.get(nameOf(field.type))
  if (!target) return [field.name.value]
  const hasNodes = 'fields' in target && target.fields?.some(({ name }) => name.value === 'nodes')
  return [`${field.name.value} ${hasNodes ? '{ nodes { __typename } }' : '{ __typename }'}`]
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type)
}
