import { signatureHeader, signSubgraphRequest } from '@erp/service-kit'
import { testKeys } from './mint-token.ts'

export interface GraphRequest {
  readonly token?: string
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

export interface GraphError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

export interface GraphAnswer<Data> {
  readonly status: number
  readonly body: { readonly data?: Data | null; readonly errors?: readonly GraphError[] }
}

/** Asks a subgraph directly, signed as the gateway signs what it forwards. */
export async function subgraphRequest<Data = Record<string, unknown>>(
  url: string,
  request: GraphRequest,
): Promise<GraphAnswer<Data>> {
  const { gatewaySigningKey } = await testKeys()
  const body = JSON.stringify({ query: request.query, variables: request.variables ?? {} })
  const authorization = request.token ? `Bearer ${request.token}` : undefined
  const signature = signSubgraphRequest(gatewaySigningKey, { body, authorization })
  return post(url, body, { ...authorizationHeader(request), [signatureHeader]: signature, ...request.headers })
}

/** Asks the gateway, as a frontend does. */
export function gatewayRequest<Data = Record<string, unknown>>(
  url: string,
  request: GraphRequest,
): Promise<GraphAnswer<Data>> {
  const body = JSON.stringify({ query: request.query, variables: request.variables ?? {} })
  return post(url, body, { ...authorizationHeader(request), ...request.headers })
}

function authorizationHeader(request: GraphRequest): Record<string, string> {
  return request.token ? { authorization: `Bearer ${request.token}` } : {}
}

async function post<Data>(url: string, body: string, headers: Record<string, string>): Promise<GraphAnswer<Data>> {
  const address = new URL(url)
  if (address.pathname === '/') address.pathname = '/graphql'
  const response = await fetch(address, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  const text = await response.text()
  return { status: response.status, body: parse(text) as GraphAnswer<Data>['body'] }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`Not a GraphQL answer: ${text.slice(0, 200)}`)
  }
}
