import { randomUUID } from 'node:crypto'
import {
  childTraceparent,
  clientAddressHeader,
  createSignatureVerifier,
  type Logger,
  newTraceparent,
  type RightsSource,
  signatureHeader,
  type UserRights,
} from '@erp/service-kit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { httpError } from './http-server.ts'
import { languageOf, type RequestFacts } from './request-context.ts'
import { createTokenVerifier, type TokenClaims } from './user-token.ts'

export interface AdmissionOptions {
  readonly signingKey: string
  readonly jwksFile: string
  readonly rights: RightsSource
  readonly logger: Logger
}

/**
 * Lets a request in when the gateway signed it and its token, if it has one, is valid; otherwise answers 401 without
 * saying which of the two was wrong. A user who may not work any more is told so with 403. Then parses the body, which
 * until here was bytes.
 */
export function admitRequests({ signingKey, jwksFile, rights: rightsSource, logger }: AdmissionOptions) {
  const signatures = createSignatureVerifier(signingKey)
  const verifyToken = createTokenVerifier(jwksFile)

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const requestId = requestIdOf(request)
    const { authorization } = request.headers
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const refuse = (reason: string) => {
      logger.warn({ requestId, reason }, 'a request was not admitted')
      return reply.code(401).send(httpError('This request is not authenticated.', 'UNAUTHENTICATED', requestId))
    }

    const clientAddress = headerOf(request, clientAddressHeader)
    const problem = signatures.verify(headerOf(request, signatureHeader), { body, authorization, clientAddress })
    if (problem) return refuse(`signature ${problem}`)

    let claims: TokenClaims | undefined
    let rights: UserRights | undefined
    if (authorization) {
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization)?.[1]
      claims = token === undefined ? undefined : await verifyToken(token)
      if (!claims) return refuse('token')
      rights = await rightsSource.of(claims)
      if (!rights) {
        logger.info({ requestId, userId: claims.sub }, 'a user who may not work any more was turned away')
        return reply.code(403).send(httpError('Sign in first.', 'UNAUTHENTICATED', requestId))
      }
    }

    const parsed = parseJson(body)
    if (typeof parsed !== 'object' || parsed === null) {
      return reply.code(400).send(httpError('The request is malformed.', 'BAD_REQUEST', requestId))
    }
    request.body = parsed
    const traceparent = headerOf(request, 'traceparent')
    request.setDecorator<RequestFacts>('facts', {
      claims,
      rights,
      requestId,
      language: languageOf(request.headers['accept-language']),
      traceparent: traceparent ? childTraceparent(traceparent) : newTraceparent(),
      origin: clientAddress ?? '',
    })
    return undefined
  }
}

/** The id the gateway gave, if it looks like one; it is written to logs and shown in errors. */
export function requestIdOf(request: FastifyRequest): string {
  const given = headerOf(request, 'x-request-id')
  return given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
}

export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
