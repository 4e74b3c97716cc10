import { GraphQLError } from 'graphql'

/** The request names no signed-in user, and the field asks for one. */
export function unauthenticated(): GraphQLError {
  return new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } })
}

/** The user lacks a permission; the client is told which, so that it can say whom to ask. */
export function forbidden(permission: string): GraphQLError {
  return new GraphQLError('You do not have the permission this needs.', {
    extensions: { code: 'FORBIDDEN', permission },
  })
}

/** An argument that cannot be used: a page size, a cursor, a malformed scalar. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
}

/** The operation is beyond a limit; the client is told what was measured and what is allowed. */
export function tooExpensive(limit: string, measured: number, allowed: number): GraphQLError {
  return new GraphQLError(`The operation's ${limit} is ${measured}; ${allowed} is allowed.`, {
    extensions: { code: 'QUERY_TOO_EXPENSIVE', limit, measured, allowed, http: { status: 400 } },
  })
}
