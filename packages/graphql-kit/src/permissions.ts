import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql'
import { forbidden, unauthenticated } from './expected-errors.ts'

/** What the guards need to know about a request. */
export interface Principal {
  readonly signedIn: boolean
  readonly caller: { readonly permissions: ReadonlySet<string> }
}

export type Requirement =
  | { readonly kind: 'PUBLIC' }
  | { readonly kind: 'SIGNED_IN' }
  | { readonly kind: 'PERMISSION'; readonly code: string }

type ReferenceResolver = (reference: object, context: Principal, info: unknown) => unknown

interface SubgraphExtensions {
  apollo?: { subgraph?: { resolveReference?: ReferenceResolver } }
}

/**
 * Puts a guard before every field and every reference resolver that declares what it needs, in place. Denies by
 * default: throws, naming all of them, when a field of Query or Mutation or a type that can be looked up by reference
 * declares nothing.
 */
export function enforcePermissions(schema: GraphQLSchema): void {
  const undeclared = undeclaredPermissions(schema)
  if (undeclared.length > 0) throw new Error(`No permission is declared for ${undeclared.join(', ')}`)

  for (const type of objectTypes(schema)) {
    const ofType = typeRequirement(type)
    for (const field of Object.values(type.getFields())) {
      const requirements = [ofType, fieldRequirement(field)].filter((one) => one !== undefined)
      if (requirements.length > 0) guardField(field, requirements)
    }
    if (isResolvableEntity(type)) guardReference(type, ofType)
  }
}

/** The root fields and entity types, `Type.field` or `Type`, that declare no permission; empty when all is well. */
export function undeclaredPermissions(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(isObjectType)
  const fields = roots.flatMap((root) =>
    Object.values(root.getFields())
      .filter((field) => !isFederationField(field.name) && fieldRequirement(field) === undefined)
      .map((field) => `${root.name}.${field.name}`),
  )
  const entities = objectTypes(schema)
    .filter((type) => isResolvableEntity(type) && typeRequirement(type) === undefined)
    .map((type) => type.name)
  return [...fields, ...entities].sort()
}

/** What each field of Query and Mutation asks for, by `Type.field`; for tests and documentation. */
export function declaredPermissions(schema: GraphQLSchema): ReadonlyMap<string, Requirement> {
  const declared = new Map<string, Requirement>()
  for (const type of objectTypes(schema)) {
    const ofType = typeRequirement(type)
    if (ofType) declared.set(type.name, ofType)
    for (const field of Object.values(type.getFields())) {
      const requirement = fieldRequirement(field)
      if (requirement) declared.set(`${type.name}.${field.name}`, requirement)
    }
  }
  return declared
}

function guardField(field: GraphQLField<unknown, Principal>, requirements: readonly Requirement[]): void {
  const resolve = field.resolve ?? defaultFieldResolver
  field.resolve = (source, args, context, info) => {
    for (const requirement of requirements) assertAllowed(requirement, context)
    return resolve(source, args, context, info)
  }
}

/** Without a resolver of its own a reference would be echoed back, so such a type gets one that finds nothing. */
function guardReference(type: GraphQLObjectType, requirement: Requirement | undefined): void {
  const extensions = type.extensions as SubgraphExtensions
  const resolve = extensions.apollo?.subgraph?.resolveReference
  if (!resolve) throw new Error(`${type.name} can be looked up by reference but has no __resolveReference`)
  const guarded: ReferenceResolver = async (reference, context, info) => {
    if (requirement) assertAllowed(requirement, context)
    const entity = await resolve(reference, context, info)
    // The library writes __typename onto the entity, which a frozen document would refuse.
    return typeof entity === 'object' && entity !== null && !Object.isExtensible(entity) ? { ...entity } : entity
  }
  type.extensions = {
    ...type.extensions,
    apollo: { ...extensions.apollo, subgraph: { ...extensions.apollo?.subgraph, resolveReference: guarded } },
  }
}

function assertAllowed(requirement: Requirement, context: Principal): void {
  if (requirement.kind === 'PUBLIC') return
  if (!context.signedIn) throw unauthenticated()
  if (requirement.kind === 'PERMISSION' && !context.caller.permissions.has(requirement.code)) {
    throw forbidden(requirement.code)
  }
}

function typeRequirement(type: GraphQLObjectType): Requirement | undefined {
  return requirementOf([type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []))
}

function fieldRequirement(field: GraphQLField<unknown, unknown>): Requirement | undefined {
  return requirementOf(field.astNode?.directives ?? [])
}

function requirementOf(directives: readonly ConstDirectiveNode[]): Requirement | undefined {
  for (const directive of directives) {
    if (directive.name.value === 'public') return { kind: 'PUBLIC' }
    if (directive.name.value === 'signedIn') return { kind: 'SIGNED_IN' }
    if (directive.name.value !== 'permission') continue
    const code = directive.arguments?.find((argument) => argument.name.value === 'code')?.value
    if (code?.kind === 'StringValue') return { kind: 'PERMISSION', code: code.value }
  }
  return undefined
}

function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith('__'))
}

function isFederationField(name: string): boolean {
  return name === '_service' || name === '_entities'
}

/** A type with a key that this subgraph answers for; `resolvable: false` marks another service's document. */
function isResolvableEntity(type: GraphQLObjectType): boolean {
  const directives = [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? [])
  return directives.some(
    (directive) =>
      directive.name.value === 'key' &&
      !directive.arguments?.some(
        ({ name, value }) => name.value === 'resolvable' && value.kind === 'BooleanValue' && !value.value,
      ),
  )
}
