import { readFileSync } from 'node:fs'
import { type RetentionRule, retentionResults, type Sql, type Transactor } from '@erp/service-kit'

/** Who keeps what is no document, and has rules for how long. */
const keepers: ReadonlySet<string> = new Set(['finance', 'identity'])

/** The part of a service's SDL that tells what it keeps for how long: `<service>Retention`; nothing where all it keeps are documents. */
export function retentionSchema(service: string): string {
  if (!keepers.has(service)) return ''
  const sdl = readFileSync(new URL('../schema/retention.graphql', import.meta.url), 'utf8')
  return sdl.replaceAll('exampleRetention', `${service}Retention`).replaceAll('"example.', `"${service}.`)
}

/** The resolvers of `retentionSchema(service)`. */
export function retentionResolvers<Tx extends Sql>(
  service: string,
  transactor: Transactor<Tx>,
  rules: readonly RetentionRule[],
) {
  return {
    Query: { [`${service}Retention`]: () => transactor.read([], (tx) => retentionResults(tx, rules)) },
  }
}
