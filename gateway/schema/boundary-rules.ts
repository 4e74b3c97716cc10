import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  type TypeNode,
} from 'graphql'
import type { Subgraph } from './subgraphs.ts'

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode

/**
 * The fields that would make one service's silence another one's, as sentences; empty when none. When a service is
 * down its fields become null, and a field that may not be null takes its parent with it. So a field is nullable when
 * it leads to another service's document, and when a service adds it to another's.
 */
export function boundaryFaults(subgraphs: readonly Subgraph[]): string[] {
  const parsed = subgraphs.map(({ name, sdl }) => ({ name, objects: objectsOf(parse(sdl)) }))
  const homes = homesOf(parsed)
  return parsed.flatMap(({ name, objects }) =>
    objects.flatMap((object) => {
      const isRoot = object.name.value === 'Query' || object.name.value === 'Mutation'
      const home = homes.get(object.name.value)
      const keys = keyFieldsOf(object)
      return (object.fields ?? []).flatMap((field) => {
        if (field.type.kind !== Kind.NON_NULL_TYPE) return []
        const place = `${object.name.value}.${field.name.value} in ${name}`
        const isOwn = keys.has(field.name.value) || has(field.directives, 'external')
        if (!isRoot && home !== undefined && home !== name && !isOwn) return [`${place} is added to ${home}'s document`]
        const target = namedType(field.type)
        const targetHome = homes.get(target)
        return targetHome !== undefined && targetHome !== name ? [`${place} leads to ${targetHome}'s ${target}`] : []
      })
    }),
  )
}

/** The service a document belongs to: the one whose Query leads to it, or else the one that says most about it. */
function homesOf(subgraphs: readonly { readonly name: string; readonly objects: readonly ObjectNode[] }[]) {
  const best = new Map<string, { readonly name: string; readonly weight: number }>()
  for (const { name, objects } of subgraphs) {
    const queries = objects.filter((one) => one.name.value === 'Query').flatMap((one) => one.fields ?? [])
    const asked = new Set(queries.map((field) => namedType(field.type)))
    for (const object of objects.filter((one) => keyFieldsOf(one).size > 0)) {
      const fields = (object.fields ?? []).filter((field) => !has(field.directives, 'external')).length
      const weight = fields + (asked.has(object.name.value) ? 1_000 : 0)
      if (weight > (best.get(object.name.value)?.weight ?? 0)) best.set(object.name.value, { name, weight })
    }
  }
  return new Map([...best].map(([type, { name }]) => [type, name]))
}

function objectsOf(document: DocumentNode): ObjectNode[] {
  return document.definitions.filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
  )
}

function keyFieldsOf(object: ObjectNode): ReadonlySet<string> {
  const keys = object.directives?.filter(({ name }) => name.value === 'key') ?? []
  const fields = keys.flatMap((key) => {
    const value = key.arguments?.find(({ name }) => name.value === 'fields')?.value
    return value?.kind === Kind.STRING ? value.value.split(/\W+/) : []
  })
  return new Set(fields.filter(Boolean))
}

function has(directives: readonly ConstDirectiveNode[] | undefined, name: string): boolean {
  return directives?.some((directive) => directive.name.value === name) ?? false
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}
