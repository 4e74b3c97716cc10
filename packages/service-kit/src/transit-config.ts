import { z } from 'zod'
import type { TlsFiles } from './tls-files.ts'

/** How a process is told to encrypt what it sends to others and takes from them (ADR 0425). */
export const transitSettings = {
  NODE_ENV: z.string().optional(),
  /** PEM files: the authority that signs every process's certificate, and this process's own certificate and key. */
  TLS_CA_FILE: z.string().min(1).optional(),
  TLS_CERT_FILE: z.string().min(1).optional(),
  TLS_KEY_FILE: z.string().min(1).optional(),
  /** Who encrypts instead, such as a service mesh; in production nothing else makes up for missing files. */
  TLS_OFF_REASON: z.string().trim().min(10, 'must say in at least 10 characters who encrypts instead').optional(),
}

const transitShape = z.object(transitSettings)
export type TransitSettings = z.infer<typeof transitShape>

/** The files to encrypt with, or undefined where this process does not encrypt. */
export function tlsFilesOf(config: TransitSettings): TlsFiles | undefined {
  const { TLS_CA_FILE: caFile, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = config
  return caFile && certFile && keyFile ? { caFile, certFile, keyFile } : undefined
}

const fileNames = ['TLS_CA_FILE', 'TLS_CERT_FILE', 'TLS_KEY_FILE'] as const
const databaseNames = ['DATABASE_URL', 'RELAY_DATABASE_URL'] as const
type DatabaseUrls = { readonly [name in (typeof databaseNames)[number]]?: string }

/** A check of a schema: all three files or none, and in production none only with a reason. */
export function encryptedInTransit(config: TransitSettings, context: z.RefinementCtx): void {
  const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const given = fileNames.filter((name) => config[name] !== undefined)
  const isOff = config.TLS_OFF_REASON !== undefined
  if (isOff && given.length > 0) fault('TLS_OFF_REASON', `may not stand beside ${given.join(' and ')}`)
  if (isOff) return
  const isNeeded = given.length > 0 || config.NODE_ENV === 'production'
  for (const name of fileNames.filter((name) => isNeeded && config[name] === undefined)) {
    fault(
      name,
      given.length > 0 ? `is needed with ${given.join(' and ')}` : 'is needed in production, or TLS_OFF_REASON',
    )
  }
}

/** A check of a schema: in production databases are spoken to over verified TLS, or there is a reason. */
export function databasesEncrypted(config: TransitSettings & DatabaseUrls, context: z.RefinementCtx): void {
  if (config.NODE_ENV !== 'production' || config.TLS_OFF_REASON !== undefined) return
  for (const name of databaseNames) {
    const url = config[name]
    if (url === undefined || sslModeOf(url) === 'verify-full') continue
    context.addIssue({ code: 'custom', path: [name], message: 'must say sslmode=verify-full, or have TLS_CA_FILE' })
  }
}

/** The environment with TLS in connection strings that say nothing of it, where there is an authority to verify by. */
export function withDatabaseTls<Env extends Readonly<Record<string, string | undefined>>>(env: Env): Env {
  const authority = env.TLS_CA_FILE
  if (!authority) return env
  const verified = databaseNames.flatMap((name) => {
    const url = env[name]
    if (url === undefined || !URL.canParse(url) || sslModeOf(url) !== null) return []
    const verification = `sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`
    return [[name, `${url}${url.includes('?') ? '&' : '?'}${verification}`] as const]
  })
  return { ...env, ...Object.fromEntries(verified) }
}

function sslModeOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).searchParams.get('sslmode') : null
}
