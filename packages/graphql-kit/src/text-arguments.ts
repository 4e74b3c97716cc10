import type { ApolloServerPlugin } from '@apollo/server'
import { type ASTNode, BREAK, type DocumentNode, Kind, visit } from 'graphql'
import { unstorableText } from './expected-errors.ts'

/** Whether PostgreSQL can keep a text and JSON can carry it: no U+0000, and no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed()
}

/** Refuses an operation with a text that cannot be stored, before anything is planned or resolved. */
export function storableTexts(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, request }) {
          const argument = unstorableArgument(document, request.variables ?? {})
          if (argument !== undefined) throw unstorableText(argument)
        },
      }
    },
  }
}

/** An argument that holds a text that cannot be stored, such as `input.lines.0.note`, whether written out or a variable. */
export function unstorableArgument(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  const looked = new Map<string, readonly string[] | undefined>()
  let found: readonly string[] | undefined
  const inVariable = (name: string) => {
    if (!looked.has(name)) looked.set(name, unstorablePlace(variables[name]))
    return looked.get(name)
  }
  visit(document, {
    StringValue(node, _key, parent, keys, ancestors) {
      if (isStorableText(node.value)) return undefined
      found = placeOf(keys, [...ancestors, parent])
      return BREAK
    },
    Variable(node, key, parent, keys, ancestors) {
      const inside = key === 'variable' ? undefined : inVariable(node.name.value)
      if (!inside) return undefined
      found = [...placeOf(keys, [...ancestors, parent]), ...inside]
      return BREAK
    },
  })
  return found?.join('.')
}

/** The argument, and the fields and positions within it, that lead to a node. */
function placeOf(
  keys: readonly (string | number)[],
  ancestors: readonly (ASTNode | readonly ASTNode[] | undefined)[],
): readonly string[] {
  return ancestors.flatMap((ancestor, index) => {
    if (ancestor === undefined || !('kind' in ancestor))
      return keys[index - 1] === 'values' ? [String(keys[index])] : []
    if (ancestor.kind === Kind.VARIABLE_DEFINITION) return [ancestor.variable.name.value]
    return ancestor.kind === Kind.ARGUMENT || ancestor.kind === Kind.OBJECT_FIELD ? [ancestor.name.value] : []
  })
}

/** How deep into a value the place of a text is told. */
const namedLevels = 10

/** Where a value holds such a text; without recursion, for a value may nest as deep as its body is long. */
function unstorablePlace(value: unknown): readonly string[] | undefined {
  interface Place {
    readonly value: unknown
    readonly name: string
    readonly above: Place | undefined
  }
  const places: Place[] = [{ value, name: '', above: undefined }]
  for (let place = places.pop(); place; place = places.pop()) {
    if (typeof place.value === 'string' && !isStorableText(place.value)) {
      const names: string[] = []
      for (let one: Place = place; one.above; one = one.above) names.push(one.name)
      return names.reverse().slice(0, namedLevels)
    }
    if (typeof place.value !== 'object' || place.value === null) continue
    for (const [name, inner] of Object.entries(place.value)) places.push({ value: inner, name, above: place })
  }
  return undefined
}
