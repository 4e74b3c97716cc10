import { readFileSync } from 'node:fs'

/** Who keeps the heads of others' audit chains: identity those of all others, finance that of identity. */
const keepers: ReadonlySet<string> = new Set(['finance', 'identity'])

export function keepsAnchors(service: string): boolean {
  return keepers.has(service)
}

/**
 * The part of a service's SDL through which auditors search and verify its audit trail: `<service>AuditTrail`,
 * `verify<Service>Audit` and, where heads of others are kept, `<service>AuditAnchors`. Written for a service named `example`.
 */
export function auditSchema(service: string): string {
  const files = ['audit.graphql', ...(keepsAnchors(service) ? ['audit-anchors.graphql'] : [])]
  return files
    .map((file) => readFileSync(new URL(`../schema/${file}`, import.meta.url), 'utf8'))
    .join('\n')
    .replaceAll('example', service)
    .replaceAll('Example', service.charAt(0).toUpperCase() + service.slice(1))
}
