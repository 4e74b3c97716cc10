import { parseArgs } from 'node:util'
import { connectionUrl } from './databases.ts'
import { type ServiceName, services } from './repository.ts'
import { runningStack } from './stack-file.ts'
import { describeFindings } from './verification/finding.ts'
import { verifySystem } from './verification/verify-system.ts'

/**
 * Checks the invariants of the running system and prints one line each: exit code 1 when one is broken. What is on its
 * way is listed and breaks nothing; `--at-rest` says that nothing should be on its way any more.
 */
const { values } = parseArgs({ options: { 'at-rest': { type: 'boolean', default: false } } })
const stack = runningStack()
if (!stack) {
  process.stdout.write('Nothing is running. "npm start" starts it.\n')
  process.exitCode = 1
} else {
  const url = (service: ServiceName) => connectionUrl(stack.postgresUrl, stack.databases[service].name)
  const urls = Object.fromEntries(services.map((service) => [service, url(service)])) as Record<ServiceName, string>
  const findings = await verifySystem(urls, { atRest: values['at-rest'] })
  process.stdout.write(describeFindings(findings))
  if (findings.some(({ breaks }) => breaks.length > 0)) process.exitCode = 1
}
