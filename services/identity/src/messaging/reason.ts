import type { Refusal } from '@erp/values'

/** A refusal as others are told it: `WithdrawnBefore` becomes WITHDRAWN_BEFORE with its facts as texts. */
export function reasonOf({ refusal, ...facts }: Refusal): { reason: string; facts: Record<string, string> } {
  return {
    reason: refusal.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase(),
    facts: Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, String(fact)])),
  }
}
