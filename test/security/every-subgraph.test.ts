import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { services } from '@erp/local'
import { signatureHeader, signSubgraphRequest } from '@erp/service-kit'
import { mintToken, testKeys, useSystem } from '@erp/testing'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'

const system = await useSystem()
const { gatewaySigningKey, privateKeyFile } = await testKeys()
const jwk = JSON.parse(readFileSync(privateKeyFile, 'utf8'))
const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })
const strangers = generateKeyPairSync('ed25519')
const strangersJwk = strangers.publicKey.export({ format: 'jwk' })

const body = JSON.stringify({ query: '{ __typename }' })
const now = Math.floor(Date.now() / 1000)
const rightHeader = { alg: 'EdDSA', typ: 'at+jwt', kid: jwk.kid }
const rightClaims = {
  ...{ iss: 'erp-identity', aud: 'erp', sub: newId(), username: 'li', companyId: newId(), roles: ['ADMINISTRATOR'] },
  ...{ iat: now, exp: now + 600 },
}

type Signer = (text: string) => Buffer
const byUs: Signer = (text) => sign(null, Buffer.from(text), privateKey)
const byStranger: Signer = (text) => sign(null, Buffer.from(text), strangers.privateKey)
const byPublicKey: Signer = (text) => createHmac('sha256', publicKey).update(text).digest()
const unsigned: Signer = () => Buffer.alloc(0)

function token(header: object, claims: object, signer: Signer): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${signer(text).toString('base64url')}`
}

const forged: Readonly<Record<string, string>> = {
  'alg none': token({ ...rightHeader, alg: 'none' }, rightClaims, unsigned),
  'HS256 with the public key as secret': token({ ...rightHeader, alg: 'HS256' }, rightClaims, byPublicKey),
  'a stranger’s key': token(rightHeader, rightClaims, byStranger),
  'a stranger’s key inside the token': token({ ...rightHeader, jwk: strangersJwk }, rightClaims, byStranger),
  'a key to fetch': token({ ...rightHeader, jku: 'http://127.0.0.1:9/keys' }, rightClaims, byStranger),
  'a kid that is a path': token({ ...rightHeader, kid: '../../../dev/null' }, rightClaims, byStranger),
  'a kid that is SQL': token({ ...rightHeader, kid: "' or 1=1 --" }, rightClaims, byStranger),
  'another audience': token(rightHeader, { ...rightClaims, aud: 'bank' }, byUs),
  'another issuer': token(rightHeader, { ...rightClaims, iss: 'evil' }, byUs),
  'another type': token({ ...rightHeader, typ: 'JWT' }, rightClaims, byUs),
  'an end in the past': token(rightHeader, { ...rightClaims, exp: now - 61 }, byUs),
  'a beginning in the far future': token(rightHeader, { ...rightClaims, nbf: now + 3_600 }, byUs),
}

async function post(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const response = await fetch(`${url.replace(/\/graphql$/, '')}/graphql`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  await response.arrayBuffer()
  return response.status
}

const right = await mintToken({ userId: newId(), username: 'li', companyId: newId(), permissions: [] })
const bearer = (text: string) => `Bearer ${text}`
const signed = (authorization: string, sentAt?: number) => ({
  authorization,
  [signatureHeader]: signSubgraphRequest(gatewaySigningKey, { body, authorization }, sentAt),
})

describe('a forged token', () => {
  test.each(services)('is refused by %s, even where the gateway’s key signed the request', async (service) => {
    const { url } = system.service(service)
    expect(await post(url, signed(bearer(right)))).toBe(200)
    const answers = await Promise.all(
      Object.entries(forged).map(async ([kind, text]) => [kind, await post(url, signed(bearer(text)))] as const),
    )
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(Object.keys(forged).map((kind) => [kind, 401])))
  })

  test('is refused by the gateway', async () => {
    expect(await post(system.gatewayUrl, { authorization: bearer(right) })).toBe(200)
    for (const [kind, text] of Object.entries(forged)) {
      expect(await post(system.gatewayUrl, { authorization: bearer(text) }), kind).toBe(401)
    }
  })
})

describe('going around the gateway', () => {
  test.each(services)(
    'does not reach %s: no signature, one of another key, of another body, of long ago',
    async (service) => {
      const { url } = system.service(service)
      const authorization = bearer(right)
      const signature = (key: string, text: string, time?: number) => ({
        authorization,
        [signatureHeader]: signSubgraphRequest(key, { body: text, authorization }, time),
      })
      expect(await post(url, { authorization })).toBe(401)
      expect(await post(url, signature('k'.repeat(64), body))).toBe(401)
      expect(await post(url, signature(gatewaySigningKey, '{"query":"{ me { user { id } } }"}'))).toBe(401)
      expect(await post(url, signature(gatewaySigningKey, body, Date.now() - 61_000))).toBe(401)
      expect(await post(url, signature(gatewaySigningKey, body, Date.now() + 61_000))).toBe(401)
    },
  )

  test.each(services)('with a request that was seen, %s answers it once', async (service) => {
    const { url } = system.service(service)
    const seen = signed(bearer(right))
    expect([await post(url, seen), await post(url, seen), await post(url, seen)]).toEqual([200, 401, 401])
  })

  test.each(services)('under another token than the signed one is refused by %s', async (service) => {
    const other = await mintToken({ userId: newId(), username: 'wang', companyId: newId(), permissions: [] })
    const { url } = system.service(service)
    expect(await post(url, { ...signed(bearer(right)), authorization: bearer(other) })).toBe(401)
  })
})

describe('a text that no database stores', () => {
  test.each(services)('is refused by %s before anything is read, with the name of its argument', async (service) => {
    const { url } = system.service(service)
    const authorization = bearer(
      await mintToken({ userId: newId(), username: 'li', companyId: newId(), permissions: [] }),
    )
    const query = `query ($filter: AuditTrailFilter) { ${service}AuditTrail(filter: $filter) { nodes { id } } }`
    for (const operation of ['a\u0000', '\ud800', '\udfff!']) {
      const asked = JSON.stringify({ query, variables: { filter: { operation } } })
      const signature = signSubgraphRequest(gatewaySigningKey, { body: asked, authorization })
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        body: asked,
        headers: { 'content-type': 'application/json', authorization, [signatureHeader]: signature },
      })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'filter.operation' } }],
      })
    }
  })
})
