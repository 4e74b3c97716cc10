import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { z } from 'zod'

/** Ed25519, the one algorithm tokens are signed with. */
export const tokenAlgorithm = 'EdDSA'

export interface KeyFiles {
  /** The private key as a JSON Web Key, readable by the owner only. */
  readonly privateKeyFile: string
  /** The public keys as a JSON Web Key Set: the current one and the one before. */
  readonly jwksFile: string
}

export interface SigningKey {
  readonly keyId: string
  readonly key: CryptoKey
}

const privateKeySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string().min(1),
  d: z.string().min(1),
})
const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) })

/** Creates the key pair unless there is one. Returns the key id in use. */
export async function ensureSigningKeys(
  files: KeyFiles,
): Promise<{ readonly keyId: string; readonly created: boolean }> {
  const existing = await readPrivateKey(files.privateKeyFile)
  if (!existing) return { keyId: await rotateSigningKeys(files), created: true }
  const published = await readKeySet(files.jwksFile)
  if (!published.some((key) => key.kid === existing.kid))
    await publish(files.jwksFile, [publicPart(existing), ...published])
  return { keyId: existing.kid, created: false }
}

/**
 * Makes a new key pair. The public half is published before the private half is used, and the key before stays
 * published, so tokens it signed live out their ten minutes; rotate twice to take a stolen key out of use at once.
 */
export async function rotateSigningKeys(files: KeyFiles): Promise<string> {
  const pair = await generateKeyPair(tokenAlgorithm, { crv: 'Ed25519', extractable: true })
  const key = privateKeySchema.parse({ ...(await exportJWK(pair.privateKey)), kid: randomUUID() })
  const [previous] = await readKeySet(files.jwksFile)
  await publish(files.jwksFile, previous ? [publicPart(key), previous] : [publicPart(key)])
  await writeWhole(files.privateKeyFile, JSON.stringify(key), 0o600)
  return key.kid
}

/** Reads the private key, and again whenever its file has changed: a rotation needs no restart. */
export function signingKeySource(privateKeyFile: string): () => Promise<SigningKey> {
  let loaded: { readonly changedAt: number; readonly signing: SigningKey } | undefined
  return async () => {
    const { mtimeMs } = await stat(privateKeyFile)
    if (loaded?.changedAt !== mtimeMs) {
      const jwk = await readPrivateKey(privateKeyFile)
      if (!jwk) throw new Error('The signing key file is gone')
      const key = await importJWK(jwk, tokenAlgorithm)
      if (key instanceof Uint8Array) throw new Error('The signing key is not asymmetric')
      loaded = { changedAt: mtimeMs, signing: { keyId: jwk.kid, key } }
    }
    return loaded.signing
  }
}

async function readPrivateKey(file: string): Promise<z.infer<typeof privateKeySchema> | undefined> {
  const text = await readIfThere(file)
  return text === undefined ? undefined : privateKeySchema.parse(JSON.parse(text))
}

async function readKeySet(file: string): Promise<readonly JWK[]> {
  const text = await readIfThere(file)
  return text === undefined ? [] : (keySetSchema.parse(JSON.parse(text)).keys as JWK[])
}

function publicPart(key: z.infer<typeof privateKeySchema>): JWK {
  return { kty: key.kty, crv: key.crv, x: key.x, kid: key.kid, alg: tokenAlgorithm, use: 'sig' }
}

async function publish(jwksFile: string, keys: readonly JWK[]): Promise<void> {
  await writeWhole(jwksFile, `${JSON.stringify({ keys }, null, 2)}\n`, 0o644)
}

/** Readers see the old file or the new one, never half of one. */
async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.new`
  await writeFile(draft, text, { mode })
  await rename(draft, file)
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
