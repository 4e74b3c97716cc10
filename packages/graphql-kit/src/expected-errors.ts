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

/** An argument that cannot be used: a page size, a cursor, a malformed scalar. Name the argument where it is known. */
export function badInput(message: string, argument?: string): GraphQLError {
  const named = argument === undefined ? {} : { argument }
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', ...named } })
}

/** An argument that holds a text which no database stores; the client is told which. */
export function unstorableText(argument: string): GraphQLError {
  return new GraphQLError(`${argument} holds a character that no text may have: U+0000 or half of a surrogate pair.`, {
    extensions: { code: 'BAD_USER_INPUT', argument, http: { status: 400 } },
  })
}

/** The operation is beyond a limit; the client is told what was measured and what is allowed. */
export function tooExpensive(limit: string, measured: number, allowed: number): GraphQLError {
  return new GraphQLError(`The operation's ${limit} is ${measured}; ${allowed} is allowed.`, {
    extensions: { code: 'QUERY_TOO_EXPENSIVE', limit, measured, allowed, http: { status: 400 } },
  })
}
