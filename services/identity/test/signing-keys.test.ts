import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { ensureSigningKeys, rotateSigningKeys, signingKeySource } from '../src/store/signing-keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'erp-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
const files = { privateKeyFile: join(folder, 'private.json'), jwksFile: join(folder, 'public', 'jwks.json') }
const published = (): { keys: Record<string, string>[] } => JSON.parse(readFileSync(files.jwksFile, 'utf8'))

async function sign(source: ReturnType<typeof signingKeySource>): Promise<string> {
  const { key, keyId } = await source()
  return new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid: keyId }).sign(key)
}
const verifies = (token: string) =>
  jwtVerify(token, createLocalJWKSet(published() as never)).then(
    () => true,
    () => false,
  )

describe('signing keys', () => {
  test('are made once, private for the owner, public without the secret', async () => {
    const first = await ensureSigningKeys(files)
    expect(first.created).toBe(true)
    expect(await ensureSigningKeys(files)).toEqual({ keyId: first.keyId, created: false })
    expect(statSync(files.privateKeyFile).mode & 0o777).toBe(0o600)
    expect(published().keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: first.keyId, alg: 'EdDSA', use: 'sig' },
    ])
  })

  test('rotate without a restart: the key before verifies on, the one before that no more', async () => {
    const source = signingKeySource(files.privateKeyFile)
    const tokens = [await sign(source)]
    for (const later of [1, 2]) {
      await rotateSigningKeys(files)
      utimesSync(files.privateKeyFile, new Date(), new Date(Date.now() + later * 1_000))
      tokens.push(await sign(source))
    }
    expect(await Promise.all(tokens.map(verifies))).toEqual([false, true, true])
    expect(published().keys).toHaveLength(2)
  })

  test('are published again when the public file is lost', async () => {
    rmSync(files.jwksFile)
    const { keyId, created } = await ensureSigningKeys(files)
    expect(created).toBe(false)
    expect(published().keys.map(({ kid }) => kid)).toEqual([keyId])
  })
})
