import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createTokenVerifier, tokenProfile } from '@erp/graphql-kit'
import { newId } from '@erp/values'
import { SignJWT } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { ensureSigningKeys, rotateSigningKeys, signingKeySource } from '../src/store/signing-keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'erp-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
const files = { privateKeyFile: join(folder, 'private.json'), jwksFile: join(folder, 'public', 'jwks.json') }

test('while keys rotate under load no token is refused, neither a new one nor one that was signed just before', async () => {
  await ensureSigningKeys(files)
  const source = signingKeySource(files.privateKeyFile)
  const verifiers = Array.from({ length: 3 }, () => createTokenVerifier(files.jwksFile))
  const signed = async () => {
    const { key, keyId } = await source()
    const token = await new SignJWT({ username: 'li', companyId: newId(), roles: [] })
      .setProtectedHeader({ alg: 'EdDSA', typ: tokenProfile.typ, kid: keyId })
      .setIssuer(tokenProfile.issuer)
      .setAudience(tokenProfile.audience)
      .setSubject(newId())
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(key)
    return { token, keyId }
  }
  let isOver = false
  let refused = 0
  let verified = 0
  const used = new Set<string>()
  const client = async () => {
    let before = await signed()
    while (!isOver) {
      const now = await signed()
      used.add(now.keyId)
      for (const { token } of [before, now])
        for (const verify of verifiers) {
          verified += 1
          if (!(await verify(token))) refused += 1
        }
      before = now
      await delay(1)
    }
  }
  const clients = Promise.all(Array.from({ length: 4 }, client))
  for (let rotation = 0; rotation < 5; rotation += 1) {
    await delay(300)
    await rotateSigningKeys(files)
  }
  await delay(300)
  isOver = true
  await clients
  expect(used.size).toBe(6)
  expect(verified).toBeGreaterThan(1_000)
  expect(refused).toBe(0)
}, 30_000)
