import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openAuthority } from './authority.ts'
import { replaceFile } from './replace-file.ts'
import { localDirectory, services } from './repository.ts'

/** Where a process finds what it proves itself with, and the authority it believes. */
export interface CertificateFiles {
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
}

interface Holder {
  readonly name: string
  readonly names: readonly string[]
  readonly isClient: boolean
}

const thisMachine = ['localhost', '127.0.0.1', '::1']

/**
 * Tools reach the two servers, and browsers the gateway, by the address of this machine. Services answer under their own
 * name alone, so that none of them can pass for another at an address that all of them share.
 */
const holders: readonly Holder[] = [
  { name: 'postgres', names: ['postgres', ...thisMachine], isClient: false },
  { name: 'nats-server', names: ['nats-server', ...thisMachine], isClient: false },
  ...services.map((name) => ({ name, names: [name], isClient: true })),
  { name: 'gateway', names: [], isClient: true },
  { name: 'public', names: thisMachine, isClient: false },
  { name: 'operator', names: [], isClient: true },
]

export interface HeldCertificate {
  readonly name: string
  readonly names: string
  readonly notAfter: Date
  /** It was made just now. */
  readonly isNew: boolean
}

const dayMs = 24 * 60 * 60 * 1_000
const validDays = 365
/** A certificate that ends sooner is renewed at every start, and each day while the system runs. */
const renewedDaysBefore = 30

export const tlsDirectory = join(localDirectory, 'tls')

export function certificateFiles(name: string, directory = tlsDirectory): CertificateFiles {
  return {
    caFile: join(directory, 'ca.pem'),
    certFile: join(directory, `${name}.pem`),
    keyFile: join(directory, `${name}.key.pem`),
  }
}

export interface CertificateOptions {
  /** Renews all, however long they have left. */
  readonly renew?: boolean
  readonly now?: Date
}

/** Makes the authority and the certificates that are missing or end soon; tells of all. */
export async function ensureCertificates(
  directory = tlsDirectory,
  { renew = false, now = new Date() }: CertificateOptions = {},
): Promise<HeldCertificate[]> {
  const authority = await openAuthority(directory, now)
  const issuer = new X509Certificate(authority.certificate)
  return Promise.all(
    holders.map(async (holder) => {
      const { certFile, keyFile } = certificateFiles(holder.name, directory)
      const held = existsSync(certFile) && existsSync(keyFile) ? new X509Certificate(readFileSync(certFile)) : undefined
      if (!renew && held?.verify(issuer.publicKey) && !endsSoon(held, now)) return describe(holder.name, held, false)
      const { certificate, key } = await authority.issue({
        ...holder,
        notBefore: now,
        notAfter: new Date(now.getTime() + validDays * dayMs),
      })
      replaceFile(keyFile, key, 0o600)
      replaceFile(certFile, certificate, 0o644)
      return describe(holder.name, new X509Certificate(certificate), true)
    }),
  )
}

function endsSoon(certificate: X509Certificate, now: Date): boolean {
  return Date.parse(certificate.validTo) - now.getTime() < renewedDaysBefore * dayMs
}

function describe(name: string, certificate: X509Certificate, isNew: boolean): HeldCertificate {
  return { name, names: certificate.subjectAltName ?? '', notAfter: new Date(certificate.validTo), isNew }
}
