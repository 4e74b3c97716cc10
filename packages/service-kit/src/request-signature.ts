import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** The header in which the gateway signs what it forwards to a subgraph. */
export const signatureHeader = 'x-erp-signature'

/** The header in which the gateway names the address its client spoke from; part of what it signs. */
export const clientAddressHeader = 'x-erp-client-address'

/** How far the signer's clock may be from ours, and therefore how long a nonce must be remembered. */
export const signatureWindowMs = 60_000

export interface SignedRequest {
  /** Exactly the bytes sent. */
  readonly body: string | Uint8Array
  /** The authorization header sent along; undefined or empty when there is none. */
  readonly authorization?: string | undefined
  /** The client address header sent along; undefined or empty when there is none. */
  readonly clientAddress?: string | undefined
}

/**
 * The value of the signature header: `t=<unix ms>,n=<nonce>,v1=<hex HMAC-SHA256 of
 * "t.n.sha256hex(body).authorization.client address">`. A request must be signed anew each time it is sent, for the nonce is accepted
 * once.
 */
export function signSubgraphRequest(
  key: string,
  request: SignedRequest,
  now: number = Date.now(),
  nonce: string = randomBytes(16).toString('hex'),
): string {
  return `t=${now},n=${nonce},v1=${mac(key, String(now), nonce, request).toString('hex')}`
}

export type SignatureProblem = 'MISSING' | 'MALFORMED' | 'WRONG' | 'EXPIRED' | 'REPLAYED'

/** Verifies signatures and remembers their nonces for as long as they could be replayed. */
export interface SignatureVerifier {
  verify(header: string | undefined, request: SignedRequest, now?: number): SignatureProblem | undefined
}

const shape = /^t=(\d{1,16}),n=([A-Za-z0-9_-]{16,64}),v1=([0-9a-f]{64})$/

/** A nonce is remembered only after its signature proved right, so strangers cannot fill the memory. */
export function createSignatureVerifier(key: string): SignatureVerifier {
  const nonces = rememberedNonces()
  return {
    verify(header, request, now = Date.now()) {
      if (!header) return 'MISSING'
      const [, sentAt, nonce, given] = shape.exec(header) ?? []
      if (sentAt === undefined || nonce === undefined || given === undefined) return 'MALFORMED'
      if (!timingSafeEqual(mac(key, sentAt, nonce, request), Buffer.from(given, 'hex'))) return 'WRONG'
      if (Math.abs(now - Number(sentAt)) > signatureWindowMs) return 'EXPIRED'
      return nonces.firstSeen(nonce, now) ? undefined : 'REPLAYED'
    },
  }
}

/** Two generations of one validity span each (window before and after): a nonce is forgotten only when it has expired. */
function rememberedNonces() {
  const span = 2 * signatureWindowMs
  let current = new Set<string>()
  let previous = new Set<string>()
  let startedAt = Number.NEGATIVE_INFINITY
  return {
    firstSeen(nonce: string, now: number): boolean {
      if (now - startedAt >= span) {
        previous = now - startedAt >= 2 * span ? new Set() : current
        current = new Set()
        startedAt = now
      }
      if (current.has(nonce) || previous.has(nonce)) return false
      current.add(nonce)
      return true
    },
  }
}

function mac(key: string, sentAt: string, nonce: string, request: SignedRequest): Buffer {
  const body = createHash('sha256').update(request.body).digest('hex')
  return createHmac('sha256', key)
    .update(`${sentAt}.${nonce}.${body}.${request.authorization ?? ''}.${request.clientAddress ?? ''}`)
    .digest()
}
