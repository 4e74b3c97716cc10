import type { GraphQLFormattedError } from 'graphql'
import { currentRequest } from './request-facts.ts'

/** Codes whose message is meant for the client, and which of their facts may be told. */
const expected: Readonly<Record<string, readonly string[]>> = {
  UNAUTHENTICATED: [],
  FORBIDDEN: ['permission'],
  BAD_USER_INPUT: ['argument', 'narrowedBy'],
  BAD_REQUEST: [],
  GRAPHQL_PARSE_FAILED: [],
  GRAPHQL_VALIDATION_FAILED: [],
  OPERATION_RESOLUTION_FAILURE: [],
  PERSISTED_QUERY_NOT_SUPPORTED: [],
  QUERY_TOO_EXPENSIVE: ['limit', 'measured', 'allowed'],
  SUBGRAPH_UNAVAILABLE: ['retryable'],
  TRY_AGAIN_LATER: ['retryable'],
}

/** Whether an error's text was written for the client. Everything else is a bug or a broken machine. */
export function isExpected(code: unknown): boolean {
  return typeof code === 'string' && Object.hasOwn(expected, code)
}

/**
 * What a client sees of an error: its code, the facts of an expected one, and the ids to ask about it with. Never the
 * subgraph's name or address, a stack, or the text of something unexpected.
 */
export function formatError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const code = formatted.extensions?.code
  const position = {
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
  }
  if (!isExpected(code)) {
    return { message: 'Internal error.', ...position, extensions: { code: 'INTERNAL_SERVER_ERROR', ...currentIds() } }
  }
  const facts = (expected[String(code)] ?? []).map((name) => [name, formatted.extensions?.[name]])
  return {
    message: formatted.message,
    ...position,
    extensions: { code, ...Object.fromEntries(facts), ...currentIds() },
  }
}

/** An error outside the graph, in the shape of a GraphQL answer so that clients need one parser. */
export function httpError(message: string, code: string) {
  return { errors: [{ message, extensions: { code, ...currentIds() } }] }
}

function currentIds() {
  const request = currentRequest.getStore()
  return request ? { requestId: request.requestId, traceId: request.traceId } : {}
}
