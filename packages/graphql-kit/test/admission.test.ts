import { writeFileSync } from 'node:fs'
import { signatureHeader, signSubgraphRequest } from '@erp/graphql-kit'
import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { expect, it } from 'vitest'
import { companyId, signingKey, userId, useToySubgraph } from './toy/subgraph.ts'

const { url, jwksFile, publicJwk, publicKey, rsaPrivateKey, aToken, post, ask, logged } = await useToySubgraph()

const question = JSON.stringify({ query: '{ me }' })
const withToken = (token: string) => post(question, { authorization: `Bearer ${token}` })

const refused = {
  status: 401,
  body: {
    errors: [
      {
        message: 'This request is not authenticated.',
        extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) },
      },
    ],
  },
}

it('answers what the gateway signed for a signed-in user', async () => {
  const answer = await withToken(await aToken())
  expect([answer.status, answer.body]).toEqual([200, { data: { me: `li.na in ${companyId}` } }])
})

it('refuses a valid token without a signature, or with one that is not for it', async () => {
  const authorization = `Bearer ${await aToken()}`
  const without = await fetch(`${url}/graphql`, {
    method: 'POST',
    body: question,
    headers: { 'content-type': 'application/json', authorization },
  })
  expect({ status: without.status, body: await without.json() }).toEqual(refused)
  const forAnother = { [signatureHeader]: signSubgraphRequest(signingKey, { body: question }) }
  expect(await post(question, { authorization, ...forAnother })).toMatchObject(refused)
  const byAnother = { [signatureHeader]: signSubgraphRequest('x'.repeat(32), { body: question, authorization }) }
  expect(await post(question, { authorization, ...byAnother })).toMatchObject(refused)
})

it('refuses a replayed and an old request', async () => {
  const body = JSON.stringify({ query: '{ echo(text: "a") { text } }' })
  const once = { [signatureHeader]: signSubgraphRequest(signingKey, { body }) }
  expect((await post(body, once)).body).toEqual({ data: { echo: { text: 'a' } } })
  expect(await post(body, once)).toMatchObject(refused)
  const old = { [signatureHeader]: signSubgraphRequest(signingKey, { body }, Date.now() - 61_000) }
  expect(await post(body, old)).toMatchObject(refused)
})

it('refuses tokens that are forged, for others, expired or of another kind', async () => {
  const header = { alg: 'EdDSA', kid: 'one', typ: 'at+jwt' }
  const stranger = (await generateKeyPair('EdDSA')).privateKey
  const claims = { username: 'li.na', companyId, permissions: ['toy.order.read'] }
  const complete = (token: SignJWT) =>
    token.setSubject(userId).setIssuer('erp-identity').setAudience('erp').setIssuedAt().setExpirationTime('5m')
  const publicAsSecret = new TextEncoder().encode(await exportSPKI(publicKey))
  const tokens = {
    none: new UnsecuredJWT({ ...claims, sub: userId, iss: 'erp-identity', aud: 'erp' })
      .setExpirationTime('5m')
      .encode(),
    publicKeyAsSecret: await complete(new SignJWT(claims))
      .setProtectedHeader({ alg: 'HS256', kid: 'one', typ: 'at+jwt' })
      .sign(publicAsSecret),
    otherAlgorithm: await complete(new SignJWT(claims))
      .setProtectedHeader({ alg: 'RS256', kid: 'rsa', typ: 'at+jwt' })
      .sign(rsaPrivateKey),
    stranger: await complete(new SignJWT(claims)).setProtectedHeader(header).sign(stranger),
    embeddedKey: await complete(new SignJWT(claims))
      .setProtectedHeader({ ...header, kid: 'two', jwk: publicJwk, jku: 'http://127.0.0.1:1/jwks' })
      .sign(stranger),
    kidPath: await complete(new SignJWT(claims))
      .setProtectedHeader({ ...header, kid: "../../x' or 1=1" })
      .sign(stranger),
    audience: await aToken([], (token) => token.setAudience('other')),
    issuer: await aToken([], (token) => token.setIssuer('other')),
    expired: await aToken([], (token) => token.setExpirationTime('-61s')),
    notYet: await aToken([], (token) => token.setNotBefore('5m')),
    kind: await aToken([], undefined, { typ: 'JWT' }),
    nobody: await aToken([], (token) => token.setSubject('root')),
    garbage: 'a.b.c',
  }
  for (const [kind, token] of Object.entries(tokens))
    expect({ kind, ...(await withToken(token)) }).toMatchObject(refused)
  expect(await post(question, { authorization: 'Basic abc' })).toMatchObject(refused)
})

it('accepts a token that has just expired by another clock', async () => {
  expect((await withToken(await aToken([], (token) => token.setExpirationTime('-30s')))).status).toBe(200)
})

it('tells the log, not the client, what was wrong, and never the token', async () => {
  logged.length = 0
  const token = await aToken([], (jwt) => jwt.setExpirationTime('-1h'))
  await post(question, { authorization: `Bearer ${token}`, 'x-request-id': 'request-0001' })
  expect(JSON.parse(logged[0] ?? '')).toMatchObject({ requestId: 'request-0001', reason: 'token' })
  expect(logged.join('')).not.toContain(token)
})

it('runs public fields for anybody and nothing else', async () => {
  expect((await ask('{ echo(text: "a") { text } }')).body).toEqual({ data: { echo: { text: 'a' } } })
  const { body } = await ask('{ me }')
  expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})

it('takes JSON posts only', async () => {
  const get = await fetch(`${url}/graphql?query=%7Bme%7D`)
  expect(get.status).toBe(404)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    expect({ type, status: (await post(question, { 'content-type': type })).status }).toEqual({ type, status: 415 })
  }
  expect((await post(`[${question}]`)).status).toBe(400)
  expect((await post('{')).status).toBe(400)
  expect((await post('')).status).toBe(400)
  expect((await post(JSON.stringify({ query: `{ me } #${'x'.repeat(1_048_576)}` }))).status).toBe(413)
})

it('refuses a key that was taken out of the key file, and accepts one that was put in', async () => {
  const before = await aToken()
  expect((await withToken(before)).status).toBe(200)
  writeFileSync(jwksFile, JSON.stringify({ keys: [{ ...publicJwk, kid: 'other' }] }))
  await new Promise((done) => setTimeout(done, 1_100))
  expect((await withToken(before)).status).toBe(401)
  const after = await aToken([], undefined, { kid: 'other' })
  expect((await withToken(after)).status).toBe(200)
})
