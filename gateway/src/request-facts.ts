import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { childTraceparent, newTraceparent, traceIdOf } from '@erp/service-kit'
import type { FastifyRequest } from 'fastify'

/** What is known of a request from its headers, and all that is passed on of them. */
export interface RequestFacts {
  readonly requestId: string
  readonly traceparent: string
  readonly traceId: string
  readonly acceptLanguage: string | undefined
  /** Present only once its token has been verified. */
  readonly authorization: string | undefined
  /** The client's address, for throttling logins; never from a header unless a trusted proxy wrote it. */
  readonly clientAddress: string
}

/** Carries the request's ids to places that Apollo gives no context, such as the formatting of errors. */
export const currentRequest = new AsyncLocalStorage<Pick<RequestFacts, 'requestId' | 'traceId'>>()

/** Reads the facts; ids that do not look like one are replaced, for they are written to logs and forwarded. */
export function factsOf(request: FastifyRequest): RequestFacts {
  const given = headerOf(request, 'x-request-id')
  const traceparent = headerOf(request, 'traceparent')
  const continued = traceparent === undefined ? newTraceparent() : childTraceparent(traceparent)
  return {
    requestId: given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUID(),
    traceparent: continued,
    traceId: traceIdOf(continued),
    acceptLanguage: headerOf(request, 'accept-language')?.slice(0, 200),
    authorization: headerOf(request, 'authorization'),
    clientAddress: request.ip,
  }
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
