import { AsyncLocalStorage } from 'node:async_hooks'
import type { GraphQLFormattedError } from 'graphql'

/** Carries the request's id to places that Apollo gives no context, such as the formatting of errors. */
export const currentRequest = new AsyncLocalStorage<{ readonly requestId: string }>()

/** Codes whose message is meant for the client, and which of their facts may be told. */
const expected: Readonly<Record<string, readonly string[]>> = {
  UNAUTHENTICATED: [],
  FORBIDDEN: ['permission'],
  BAD_USER_INPUT: ['argument', 'narrowedBy'],
  BAD_REQUEST: [],
  GRAPHQL_PARSE_FAILED: [],
  GRAPHQL_VALIDATION_FAILED: [],
  OPERATION_RESOLUTION_FAILURE: [],
  QUERY_TOO_EXPENSIVE: ['limit', 'measured', 'allowed'],
  TRY_AGAIN_LATER: ['retryable'],
}

/** Whether an error's text was written for the client. Everything else is a bug or a broken machine. */
export function isExpected(code: unknown): boolean {
  return typeof code === 'string' && Object.hasOwn(expected, code)
}

/** What a client sees of an error: an expected one with its facts, otherwise only that something failed, and the request id. */
export function formatError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const code = formatted.extensions?.code
  const requestId = currentRequest.getStore()?.requestId
  const position = {
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
  }
  if (!isExpected(code)) {
    return { message: 'Internal error.', ...position, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }
  }
  const facts = (expected[String(code)] ?? []).map((name) => [name, formatted.extensions?.[name]])
  return { message: formatted.message, ...position, extensions: { code, ...Object.fromEntries(facts), requestId } }
}
