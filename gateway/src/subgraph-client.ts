import { type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from '@apollo/gateway'
import type { GatewayGraphQLResponse } from '@apollo/server-gateway-interface'
import {
  clientAddressHeader,
  Histogram,
  type Logger,
  metrics,
  signatureHeader,
  signSubgraphRequest,
} from '@erp/service-kit'
import { Kind, parse } from 'graphql'
import type { RequestFacts } from './request-facts.ts'
import type { SubgraphFetch } from './subgraph-fetch.ts'

export interface SubgraphClientOptions {
  readonly name: string
  readonly url: string
  readonly signingKey: string
  readonly timeoutMs: number
  readonly fetch: SubgraphFetch
  readonly logger: Logger
}

export interface GatewayContext {
  readonly facts?: RequestFacts
}

const subgraphSeconds = new Histogram({
  name: 'erp_gateway_subgraph_seconds',
  help: 'Time a subgraph took to answer the gateway',
  labelNames: ['subgraph', 'outcome'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
  registers: [metrics],
})

/**
 * Asks one subgraph. Of what the client sent only the verified token, the language and the ids go on: the headers are
 * built here, so nothing a client adds can pass for the gateway's word. Each request is signed over its exact body.
 */
export class SubgraphClient extends RemoteGraphQLDataSource<GatewayContext> {
  readonly #options: SubgraphClientOptions

  constructor(options: SubgraphClientOptions) {
    super({ url: options.url })
    this.#options = options
    this.fetcher = (url, init) => this.#send(String(url), String(init?.body ?? ''), init?.headers ?? {})
  }

  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<GatewayContext>): void {
    const facts = context.facts
    if (!facts) return
    request.http?.headers.set('x-request-id', facts.requestId)
    request.http?.headers.set('traceparent', facts.traceparent)
    request.http?.headers.set(clientAddressHeader, facts.clientAddress)
    if (facts.acceptLanguage) request.http?.headers.set('accept-language', facts.acceptLanguage)
    if (facts.authorization) request.http?.headers.set('authorization', facts.authorization)
  }

  /** Whatever keeps a subgraph from answering is one thing to a client: these fields are missing, try again. */
  override async process(options: GraphQLDataSourceProcessOptions<GatewayContext>): Promise<GatewayGraphQLResponse> {
    try {
      return await super.process(options)
    } catch (error) {
      this.#options.logger.warn({ err: error, subgraph: this.#options.name }, 'a subgraph did not answer')
      const message = 'A part of the system is not available right now. Try again.'
      const extensions = { code: 'SUBGRAPH_UNAVAILABLE', retryable: true }
      return { errors: missingPaths(options).map((path) => ({ message, path, extensions })) }
    }
  }

  async #send(url: string, body: string, headers: Record<string, string>): Promise<Response> {
    const { name, signingKey, timeoutMs, fetch } = this.#options
    const { authorization, [clientAddressHeader]: clientAddress } = headers
    const signature = signSubgraphRequest(signingKey, { body, authorization, clientAddress })
    const stop = subgraphSeconds.startTimer({ subgraph: name })
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', [signatureHeader]: signature },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      stop({ outcome: String(response.status) })
      return response.status === 400 || response.status === 403 ? answered(response) : response
    } catch (error) {
      stop({ outcome: 'none' })
      throw error
    }
  }
}

/** A subgraph that refuses an operation (400) or a user (403) says so in a GraphQL answer: the reason is for the client. */
function answered(response: Response): Response {
  return new Response(response.body, { status: 200, headers: response.headers })
}

/** At most this many missing entities of one list are named; the others are missing for the same reason. */
const namedEntities = 10

/** What the client misses, in the subgraph's own words: the gateway turns them into paths of the client's operation. */
function missingPaths(options: GraphQLDataSourceProcessOptions<GatewayContext>): (string | number)[][] {
  const representations: unknown = options.request.variables?.representations
  if (Array.isArray(representations)) {
    return representations.slice(0, namedEntities).map((_, index) => ['_entities', index])
  }
  return parse(options.request.query ?? '')
    .definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .flatMap((operation) => operation.selectionSet.selections)
    .filter((selection) => selection.kind === Kind.FIELD)
    .map((field) => [(field.alias ?? field.name).value])
}
