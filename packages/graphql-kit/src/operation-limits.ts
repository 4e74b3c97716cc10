import type { ApolloServerPlugin } from '@apollo/server'
import {
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { pageCap } from './connection.ts'
import { tooExpensive } from './expected-errors.ts'

/** How much one operation may ask for. */
export interface OperationLimits {
  /** How deep selections nest. */
  readonly depth: number
  /** How many fields are renamed. */
  readonly aliases: number
  /** How many fields of Query or Mutation are asked for. */
  readonly rootFields: number
  /** How many words and signs the document has; counted while parsing. */
  readonly tokens: number
  /** How many objects the answer may hold, a list counting as its `first`. */
  readonly cost: number
}

/**
 * What a subgraph accepts. Wider than what the gateway accepts from clients, because a planned operation adds
 * `_entities`, keys and aliases of the planner to what the client asked for.
 */
export const subgraphLimits: OperationLimits = {
  depth: 14,
  aliases: 60,
  rootFields: 30,
  tokens: 8_000,
  cost: 50_000,
}

export type Measured = Omit<OperationLimits, 'tokens'>

/** Refuses an operation that is beyond a limit, after validation and before anything is resolved. */
export function operationLimits(limits: OperationLimits): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, schema, request }) {
          if (!operation) return
          const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
          const measured = measureOperation(schema, operation, fragments, request.variables ?? {})
          for (const limit of ['depth', 'aliases', 'rootFields', 'cost'] as const) {
            if (measured[limit] > limits[limit]) throw tooExpensive(limit, measured[limit], limits[limit])
          }
        },
      }
    },
  }
}

/**
 * Measures a valid operation. Each fragment is measured once for each type it is used in, so that fragments which
 * spread one another many times cost no time here.
 */
export function measureOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
  variables: Readonly<Record<string, unknown>>,
): Measured {
  const fragmentByName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
  const known = new Map<string, Measured>()

  function ofFragment(name: string): Measured {
    const found = known.get(name)
    if (found) return found
    const fragment = fragmentByName.get(name)
    const measured = fragment ? ofSelections(fragment.selectionSet, fragment.typeCondition.name.value) : nothing
    known.set(name, measured)
    return measured
  }

  function ofSelections(selectionSet: SelectionSetNode, typeName: string): Measured {
    let total = nothing
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) total = together(total, ofFragment(selection.name.value))
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? typeName
        total = together(total, ofSelections(selection.selectionSet, condition))
      } else {
        const type = schema.getType(typeName)
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined
        const target = field ? getNamedType(field.type) : undefined
        const aliases = selection.alias ? 1 : 0
        if (!selection.selectionSet || !isCompositeType(target)) {
          total = together(total, { depth: 1, aliases, rootFields: 1, cost: 0 })
          continue
        }
        const inner = ofSelections(selection.selectionSet, target.name)
        const first = field?.args.find(({ name }) => name === 'first')
        const given = selection.arguments?.find(({ name }) => name.value === 'first')?.value
        const asked =
          given?.kind === Kind.INT
            ? Number(given.value)
            : given?.kind === Kind.VARIABLE
              ? variables[given.name.value]
              : undefined
        const entries = first ? pageSize(asked ?? first.defaultValue) : 1
        total = together(total, {
          depth: 1 + inner.depth,
          aliases: aliases + inner.aliases,
          rootFields: 1,
          cost: entries * (1 + inner.cost),
        })
      }
    }
    return total
  }

  const root = schema.getRootType(operation.operation)
  return root ? ofSelections(operation.selectionSet, root.name) : nothing
}

const nothing: Measured = { depth: 0, aliases: 0, rootFields: 0, cost: 0 }

function together(one: Measured, other: Measured): Measured {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    rootFields: one.rootFields + other.rootFields,
    cost: one.cost + other.cost,
  }
}

/** What is no usable number counts as a full page: the resolver will refuse it anyway. */
function pageSize(asked: unknown): number {
  return typeof asked === 'number' && asked >= 0 && asked <= pageCap ? Math.max(1, asked) : pageCap
}
