import { type ServiceName, services, type VerifyOptions, verifySystem } from '@erp/local'
import type { TestSystem } from '@erp/testing'

/** What breaks the invariants of a system, with the rule it breaks; empty when all hold. */
export async function brokenInvariants(system: TestSystem, options?: VerifyOptions): Promise<string[]> {
  const findings = await verifySystem(databaseUrlsOf(system), options)
  if (findings.length < services.length) throw new Error('The invariants were not checked')
  return findings.flatMap(({ rule, breaks }) => breaks.map((fact) => `${rule}: ${fact}`))
}

/** Connection strings of a superuser, whom no row policy stops. */
export function databaseUrlsOf(system: TestSystem): Record<ServiceName, string> {
  const urls = services.map((service) => [service, system.database(service).superuserUrl] as const)
  return Object.fromEntries(urls) as Record<ServiceName, string>
}
