import { type FieldDefinitionNode, Kind, parse, type TypeNode } from 'graphql'
import type { SourceFile } from './import-faults.ts'

interface Fields {
  readonly name: string
  readonly fields: readonly FieldDefinitionNode[]
}

/**
 * What the SDL of the services breaks of the naming rules, as sentences: verb first, one `input`, one payload a mutation;
 * an idempotency key on each; days end in `On`, instants in `At`. The gateway's check looks at descriptions and lists.
 */
export function schemaFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => schemaFaultsOf(text).map((fault) => `${path}: ${fault}`))
}

function schemaFaultsOf(text: string): string[] {
  const definitions = parse(text).definitions
  const inputs = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [[node.name.value, node.fields ?? []] as const] : [],
    ),
  )
  const types: Fields[] = definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION
      ? [{ name: node.name.value, fields: node.fields ?? [] }]
      : [],
  )
  const payloads = new Map(types.map(({ name, fields }) => [name, fields]))
  return types.flatMap(({ name, fields }) => [
    ...fields.flatMap((field) => dateFaults(name, field.name.value, field.type)),
    ...(name === 'Mutation' ? fields.flatMap((mutation) => mutationFaults(mutation, inputs, payloads)) : []),
    ...(/Payload$/.test(name) ? payloadFaults(name, fields) : []),
  ])
}

function mutationFaults(
  mutation: FieldDefinitionNode,
  inputs: ReadonlyMap<string, readonly { name: { value: string }; type: TypeNode }[]>,
  payloads: ReadonlyMap<string, readonly FieldDefinitionNode[]>,
): string[] {
  const name = mutation.name.value
  const pascal = name.charAt(0).toUpperCase() + name.slice(1)
  const [input, ...others] = mutation.arguments ?? []
  const faults = []
  if (input?.name.value !== 'input' || written(input.type) !== `${pascal}Input!` || others.length > 0)
    faults.push(`${name} takes one argument, input: ${pascal}Input!`)
  if (written(mutation.type) !== `${pascal}Payload!`) faults.push(`${name} answers ${pascal}Payload!`)
  if (!payloads.has(`${pascal}Payload`)) faults.push(`${pascal}Payload stands beside ${name}`)
  const key = inputs.get(`${pascal}Input`)?.find((field) => field.name.value === 'idempotencyKey')
  if (!withoutKey.has(name) && (!key || written(key.type) !== 'ID!')) faults.push(`${name} takes idempotencyKey: ID!`)
  return faults
}

/**
 * Sessions are not documents: repeating a login makes another session, and that is right. A repeated change of password
 * finds the current one wrong and changes nothing, and passwords are part of no stored request. Neither are codes, which
 * work once, and what they prove is shown once: a repeat is refused and changes nothing. So it is with what an identity
 * provider sends back.
 */
const withoutKey: ReadonlySet<string> = new Set([
  'login',
  'refreshSession',
  'logout',
  'switchCompany',
  'changePassword',
  'createAccessToken',
  'completeLogin',
  'beginSecondFactor',
  'confirmSecondFactor',
  'removeSecondFactor',
  'beginProviderLogin',
  'completeProviderLogin',
  'beginAccountLink',
  'completeAccountLink',
])

function payloadFaults(name: string, fields: readonly FieldDefinitionNode[]): string[] {
  const errors = fields.find((field) => field.name.value === 'userErrors')
  const faults = errors && written(errors.type) === '[UserError!]!' ? [] : [`${name} has userErrors: [UserError!]!`]
  const required = fields.find((field) => field !== errors && field.type.kind === Kind.NON_NULL_TYPE)
  return required ? [...faults, `${name}.${required.name.value} is nullable, for a refusal has none`] : faults
}

function dateFaults(type: string, field: string, of: TypeNode): string[] {
  const scalar = written(of).replace(/!$/, '')
  if (scalar === 'Date' && !/(On|^on|^date|Date)$/.test(field)) return [`${type}.${field} is a day and ends in On`]
  if (scalar === 'DateTime' && !/At$/.test(field)) return [`${type}.${field} is an instant and ends in At`]
  return []
}

function written(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return `${written(type.type)}!`
  return type.kind === Kind.LIST_TYPE ? `[${written(type.type)}]` : type.name.value
}
