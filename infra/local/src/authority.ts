import 'reflect-metadata'
import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { replaceFile } from './replace-file.ts'

/** What a certificate says, and for how long. */
export interface CertificateRequest {
  readonly name: string
  /** Host names and addresses its holder answers under; without any it can only be a client. */
  readonly names: readonly string[]
  /** Proves its holder to servers too. */
  readonly isClient: boolean
  readonly notBefore: Date
  readonly notAfter: Date
}

export interface IssuedCertificate {
  readonly certificate: string
  readonly key: string
}

/** A certificate authority of one machine: whoever believes it believes what it signed. */
export interface Authority {
  /** PEM. */
  readonly certificate: string
  /** Makes a key pair and signs its public half. */
  readonly issue: (request: CertificateRequest) => Promise<IssuedCertificate>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signing = { ...algorithm, hash: 'SHA-256' } as const
const authorityYears = 10

/** The authority that a folder keeps, made when there is none. Its key stays in the folder, readable by its owner only. */
export async function openAuthority(directory: string, now = new Date()): Promise<Authority> {
  const [certificateFile, keyFile] = [join(directory, 'ca.pem'), join(directory, 'ca.key.pem')]
  if (!existsSync(certificateFile) || !existsSync(keyFile)) {
    const { certificate, key } = await createAuthority(now)
    replaceFile(keyFile, key, 0o600)
    replaceFile(certificateFile, certificate, 0o644)
  }
  const certificate = readFileSync(certificateFile, 'utf8')
  const key = createPrivateKey(readFileSync(keyFile)).export({ format: 'der', type: 'pkcs8' })
  const signingKey = await webcrypto.subtle.importKey('pkcs8', key, algorithm, false, ['sign'])
  const issuer = new X509Certificate(certificate).subject
  return {
    certificate,
    issue: async (request) => {
      const keys = await generateKeys()
      const issued = await X509CertificateGenerator.create({
        subject: `CN=${request.name}`,
        issuer,
        notBefore: request.notBefore,
        notAfter: request.notAfter,
        signingAlgorithm: signing,
        publicKey: keys.publicKey,
        signingKey,
        extensions: extensionsOf(request),
      })
      return { certificate: `${issued.toString('pem')}\n`, key: pemOf(keys.privateKey) }
    },
  }
}

async function createAuthority(now: Date): Promise<IssuedCertificate> {
  const keys = await generateKeys()
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(now.getUTCFullYear() + authorityYears)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=ERP on this machine',
    notBefore: now,
    notAfter,
    signingAlgorithm: signing,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
  return { certificate: `${certificate.toString('pem')}\n`, key: pemOf(keys.privateKey) }
}

function extensionsOf({ name, names, isClient }: CertificateRequest) {
  const usages = [
    ...(names.length > 0 ? [ExtendedKeyUsage.serverAuth] : []),
    ...(isClient ? [ExtendedKeyUsage.clientAuth] : []),
  ]
  const alternatives = (names.length > 0 ? names : [name]).map(
    (value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const,
  )
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension(usages),
    new SubjectAlternativeNameExtension(alternatives),
  ]
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

function pemOf(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ format: 'pem', type: 'pkcs8' }).toString()
}
