import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CertificateRequest, type IssuedCertificate, openAuthority } from '@erp/local'
import { afterAll } from 'vitest'

const day = 24 * 60 * 60 * 1_000

/** When a certificate ended that is not good any more. */
export const yesterday = () => new Date(Date.now() - day)

export interface TestAuthority {
  readonly caFile: string
  /** Signs for a name, from the day before yesterday until tomorrow unless told otherwise. */
  readonly sign: (request: Partial<CertificateRequest> & { readonly name: string }) => Promise<IssuedCertificate>
  /** Writes a certificate and its key into files of this name, the key first; answers their paths. */
  readonly write: (name: string, issued: IssuedCertificate) => { readonly certFile: string; readonly keyFile: string }
}

/** A certificate authority of this test file alone. Awaited at the top level of the test file. */
export async function useAuthority(): Promise<TestAuthority> {
  const directory = mkdtempSync(join(tmpdir(), 'erp-authority-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  const authority = await openAuthority(directory)
  return {
    caFile: join(directory, 'ca.pem'),
    sign: (request) =>
      authority.issue({
        names: [request.name],
        isClient: true,
        notBefore: new Date(Date.now() - 2 * day),
        notAfter: new Date(Date.now() + day),
        ...request,
      }),
    write: (name, { certificate, key }) => {
      const files = { certFile: join(directory, `${name}.pem`), keyFile: join(directory, `${name}.key.pem`) }
      writeFileSync(files.keyFile, key, { mode: 0o600 })
      writeFileSync(files.certFile, certificate)
      return files
    },
  }
}
