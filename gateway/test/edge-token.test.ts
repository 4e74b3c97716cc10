import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mintToken } from '@erp/testing'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { useGateway } from './use-gateway.ts'

const { ask, send, orders, keys } = await useGateway()
const jwk = JSON.parse(readFileSync(keys.privateKeyFile, 'utf8'))
const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
const publicKey = createPublicKey(privateKey)
const publicPem = publicKey.export({ type: 'spki', format: 'pem' })
const strangersKey = generateKeyPairSync('ed25519')

const now = Math.floor(Date.now() / 1000)
const rightHeader = { alg: 'EdDSA', typ: 'at+jwt', kid: jwk.kid }
const rightClaims = {
  iss: 'erp-identity',
  aud: 'erp',
  sub: newId(),
  username: 'li',
  companyId: newId(),
  permissions: [],
  iat: now,
  exp: now + 600,
}

type Signer = (text: string) => Buffer
const byUs: Signer = (text) => sign(null, Buffer.from(text), privateKey)
const byStranger: Signer = (text) => sign(null, Buffer.from(text), strangersKey.privateKey)
const byPublicKey: Signer = (text) => createHmac('sha256', publicPem).update(text).digest()
const unsigned: Signer = () => Buffer.alloc(0)

function token(header: object, claims: object, signer: Signer): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${signer(text).toString('base64url')}`
}

const query = '{ order(id: "1") { number } }'

test('a right token is let in', async () => {
  const answer = await ask(query, { authorization: `Bearer ${token(rightHeader, rightClaims, byUs)}` })
  expect(answer.body.data).toEqual({ order: { number: 'PO-1' } })
})

describe('turned away at the edge with 401, before any subgraph is asked', () => {
  const { exp: _, ...withoutEnd } = rightClaims
  const strangersJwk = strangersKey.publicKey.export({ format: 'jwk' })

  test.each<[string, string]>([
    ['alg none', token({ ...rightHeader, alg: 'none' }, rightClaims, unsigned)],
    ['alg none with a signature', token({ ...rightHeader, alg: 'none' }, rightClaims, byUs)],
    ['HS256 with the public key as secret', token({ ...rightHeader, alg: 'HS256' }, rightClaims, byPublicKey)],
    ['the key of a stranger', token(rightHeader, rightClaims, byStranger)],
    ['the stranger’s key inside the token', token({ ...rightHeader, jwk: strangersJwk }, rightClaims, byStranger)],
    ['a key to fetch', token({ ...rightHeader, jku: 'http://127.0.0.1:9/keys' }, rightClaims, byStranger)],
    ['a certificate to fetch', token({ ...rightHeader, x5u: 'http://127.0.0.1:9/c' }, rightClaims, byStranger)],
    ['a kid that is a path', token({ ...rightHeader, kid: '../../../dev/null' }, rightClaims, byStranger)],
    ['a kid that is SQL', token({ ...rightHeader, kid: "' or 1=1 --" }, rightClaims, byStranger)],
    ['a kid nobody knows', token({ ...rightHeader, kid: newId() }, rightClaims, byUs)],
    ['another audience', token(rightHeader, { ...rightClaims, aud: 'bank' }, byUs)],
    ['another issuer', token(rightHeader, { ...rightClaims, iss: 'evil' }, byUs)],
    ['another type', token({ ...rightHeader, typ: 'JWT' }, rightClaims, byUs)],
    ['no end', token(rightHeader, withoutEnd, byUs)],
    ['an end in the past', token(rightHeader, { ...rightClaims, exp: now - 61 }, byUs)],
    ['a beginning in the far future', token(rightHeader, { ...rightClaims, nbf: now + 3_600 }, byUs)],
    ['no company', token(rightHeader, { ...rightClaims, companyId: 'everything' }, byUs)],
    [
      'a changed claim',
      token(rightHeader, rightClaims, byUs).replace(/\.([^.]+)\./, (part) => `${part.slice(0, -3)}A.`),
    ],
    ['no token at all', 'x'],
  ])('%s', async (_case, bad) => {
    orders.received.length = 0
    const answer = await send({ query }, { authorization: `Bearer ${bad}`, 'x-request-id': 'asked-for-it' })
    expect(answer.status).toBe(401)
    expect(answer.body).toEqual({
      errors: [
        {
          message: expect.any(String),
          extensions: {
            code: 'UNAUTHENTICATED',
            requestId: 'asked-for-it',
            traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
          },
        },
      ],
    })
    expect(orders.received).toEqual([])
  })

  test.each(['Basic bGk6cGFzc3dvcmQ=', 'Bearer', 'bearer x.y.z'])('the header %s', async (authorization) => {
    expect((await send({ query }, { authorization })).status).toBe(401)
  })

  test('a token of this run that has just ended', async () => {
    const claims = { userId: newId(), username: 'li', companyId: newId(), permissions: [], expiresIn: -61 }
    expect((await send({ query }, { authorization: `Bearer ${await mintToken(claims)}` })).status).toBe(401)
  })
})
