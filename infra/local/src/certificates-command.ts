import { parseArgs } from 'node:util'
import { ensureCertificates, tlsDirectory } from './certificates.ts'
import { rereadCertificates } from './reread-certificates.ts'
import { runningSupervisor } from './supervisor-file.ts'

/** Lists the certificates of this machine's system; `--renew` makes all of them anew, also while it runs. */
const { values } = parseArgs({ options: { renew: { type: 'boolean', default: false } } })
const certificates = await ensureCertificates(tlsDirectory, values)
if (certificates.some(({ isNew }) => isNew)) rereadCertificates(runningSupervisor()?.processes ?? [])
for (const { name, names, notAfter, isNew } of certificates) {
  const until = notAfter.toISOString().slice(0, 10)
  process.stdout.write(`${name.padEnd(12)} until ${until} ${isNew ? 'new' : '   '} ${names}\n`)
}
