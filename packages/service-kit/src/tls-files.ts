import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext, type Server } from 'node:tls'
import { Gauge, metrics } from './metrics.ts'

/** What a process proves itself with: paths of PEM files. */
export interface KeyPairFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** With the authority whose certificates it believes. */
export interface TlsFiles extends KeyPairFiles {
  readonly caFile: string
}

/** What the files hold, as `tls.createSecureContext` takes it. */
export interface TlsMaterial {
  readonly cert: Buffer
  readonly key: Buffer
  readonly ca?: Buffer
}

export type TlsSource = () => TlsMaterial

/** How often the files are looked at, at most: a renewed certificate is used this much later. */
const fileCheckMs = 1_000

const certificateExpires = new Gauge({
  name: 'erp_tls_certificate_expires_seconds',
  help: 'When the certificate in a file ends, in seconds since 1970',
  labelNames: ['file'] as const,
  registers: [metrics],
})

/**
 * Certificate and key in files that may be replaced while the process runs. Between the replacement of the one and of the
 * other they do not fit; what was read before is used until they do. Throws when they do not fit to begin with.
 */
export function tlsSource(files: KeyPairFiles & { readonly caFile?: string }): TlsSource {
  let seen = versionOf(files)
  let material = readMaterial(files)
  let checkedAt = Date.now()
  return () => {
    const now = Date.now()
    if (now - checkedAt < fileCheckMs) return material
    checkedAt = now
    try {
      const version = versionOf(files)
      if (version !== seen) {
        material = readMaterial(files)
        seen = version
      }
    } catch {
      // One of the files is being replaced; they are looked at again.
    }
    return material
  }
}

/** Lets a server that listens show renewed certificates to whoever connects from now on. */
export function renewOnServer(server: Server, source: TlsSource): void {
  let shown = source()
  const timer = setInterval(() => {
    const material = source()
    if (material !== shown) server.setSecureContext(material)
    shown = material
  }, fileCheckMs)
  timer.unref()
  server.once('close', () => clearInterval(timer))
}

function versionOf(files: KeyPairFiles & { readonly caFile?: string }): string {
  return [files.certFile, files.keyFile, ...(files.caFile ? [files.caFile] : [])]
    .map((file) => statSync(file).mtimeMs)
    .join(' ')
}

function readMaterial({ certFile, keyFile, caFile }: KeyPairFiles & { readonly caFile?: string }): TlsMaterial {
  const material: TlsMaterial = {
    cert: readFileSync(certFile),
    key: readFileSync(keyFile),
    ...(caFile ? { ca: readFileSync(caFile) } : {}),
  }
  createSecureContext(material)
  certificateExpires.set({ file: certFile }, Date.parse(new X509Certificate(material.cert).validTo) / 1_000)
  return material
}
