import type { X509Certificate } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import type { Logger } from '@erp/service-kit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { requestIdOf } from './admission.ts'
import { httpError, operatorRoutes } from './http-server.ts'

/**
 * Turns away whoever came with the certificate of another process than the gateway. Its authority is known by then: the
 * server ends a connection without a certificate of it. Operators, who have one of their own, may look how the process is.
 */
export function gatewayOnly(gatewayName: string, logger: Logger) {
  const judged = new WeakMap<TLSSocket, boolean>()
  const isGateway = (socket: TLSSocket) => {
    const known = judged.get(socket) ?? names(socket.getPeerX509Certificate(), gatewayName)
    judged.set(socket, known)
    return known
  }
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (operatorRoutes.has(request.routeOptions.url ?? '')) return undefined
    const { socket } = request.raw
    if (socket instanceof TLSSocket && isGateway(socket)) return undefined
    const requestId = requestIdOf(request)
    logger.warn({ requestId, reason: 'certificate' }, 'a request was not admitted')
    return reply.code(401).send(httpError('This request is not authenticated.', 'UNAUTHENTICATED', requestId))
  }
}

function names(certificate: X509Certificate | undefined, name: string): boolean {
  return certificate?.checkHost(name) !== undefined
}
