import { type GraphError, gatewayRequest } from '@erp/testing'
import { newId } from '@erp/values'
import { operationText } from './operations.ts'

/** Why a mutation did nothing: what every user error has, and the facts the operation asks for. */
export interface UserError {
  readonly __typename: string
  readonly code: string
  readonly message: string
  readonly path: readonly string[]
  readonly [fact: string]: unknown
}

/** A mutation was refused, as business goes. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly userErrors: readonly UserError[]

  constructor(operation: string, userErrors: readonly UserError[]) {
    super(`${operation}: ${userErrors.map(({ code, message }) => `${message} (${code})`).join(' ')}`)
    this.userErrors = userErrors
  }
}

/** The graph answered with top-level errors: no permission, a broken request, or a fault. */
export class GraphFault extends Error {
  override readonly name = 'GraphFault'
  readonly errors: readonly GraphError[]

  constructor(operation: string, errors: readonly GraphError[]) {
    const faults = errors.map(({ message, path, extensions }) => {
      const facts = [extensions?.code, extensions?.permission].filter((fact) => fact !== undefined).join(' ')
      return `${message} (${facts})${path ? ` at ${path.join('.')}` : ''}`
    })
    super(`${operation}: ${faults.join('; ')}`)
    this.errors = errors
  }
}

export type Variables = Readonly<Record<string, unknown>>

export interface Answer<Data> {
  readonly data: Data | null
  readonly errors: readonly GraphError[]
}

/** One person at the gateway, speaking in the recorded operations. */
export interface GraphClient {
  /** The answer as it came, top-level errors included. */
  readonly answer: <Data>(operation: string, variables?: Variables) => Promise<Answer<Data>>
  /** The data; throws GraphFault when there are top-level errors. */
  readonly ask: <Data>(operation: string, variables?: Variables) => Promise<Data>
  /**
   * Runs a mutation with its one `input` and returns its document. An idempotency key is made up unless given. Throws
   * Refused on user errors.
   */
  readonly change: <Document>(operation: string, input: Variables) => Promise<Document>
  /** Sends a text that is not recorded, for tests that walk the schema. */
  readonly send: <Data>(query: string, variables?: Variables) => Promise<Answer<Data>>
}

/** `token` is asked for with every request, so it may be fetched when it is first needed. */
export function createGraphClient(
  gatewayUrl: string,
  token: () => Promise<string | undefined> = async () => undefined,
): GraphClient {
  async function send<Data>(query: string, variables: Variables = {}): Promise<Answer<Data>> {
    const bearer = await token()
    const { body } = await gatewayRequest<Data>(gatewayUrl, { query, variables, ...(bearer ? { token: bearer } : {}) })
    return { data: body.data ?? null, errors: body.errors ?? [] }
  }

  async function ask<Data>(operation: string, variables?: Variables): Promise<Data> {
    const { data, errors } = await send<Data>(operationText(operation), variables)
    if (errors.length > 0 || data === null) throw new GraphFault(operation, errors)
    return data
  }

  return {
    send,
    ask,
    answer: (operation, variables) => send(operationText(operation), variables),
    change: async <Document>(operation: string, input: Variables) => {
      const variables = { input: { idempotencyKey: newId(), ...input } }
      const [payload] = Object.values(await ask<Record<string, Payload>>(operation, variables))
      if (!payload) throw new Error(`${operation} has no payload`)
      const { userErrors, ...documents } = payload
      if (userErrors.length > 0) throw new Refused(operation, userErrors)
      const [document] = Object.values(documents)
      if (document == null) throw new Error(`${operation} answered neither a document nor why not`)
      return document as Document
    },
  }
}

type Payload = { readonly userErrors: readonly UserError[] } & Readonly<Record<string, unknown>>

/** The one refusal that a mutation answers with; fails when it succeeds. */
export async function refusalOf(mutation: Promise<unknown>): Promise<UserError> {
  try {
    await mutation
  } catch (error) {
    if (error instanceof Refused && error.userErrors[0] && error.userErrors.length === 1) return error.userErrors[0]
    throw error
  }
  throw new Error('The mutation was not refused')
}

/** The permission that is missing, as the graph names it; fails when nothing is forbidden. */
export async function permissionMissingFor(request: Promise<unknown>): Promise<unknown> {
  try {
    await request
  } catch (error) {
    const [fault] = error instanceof GraphFault ? error.errors : []
    if (fault?.extensions?.code === 'FORBIDDEN') return fault.extensions.permission
    throw error
  }
  throw new Error('Nothing was forbidden')
}
