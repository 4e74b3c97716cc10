import * as catalogue from './catalogue.ts'
import type { CommandContract, EventContract } from './define.ts'

function isContract(value: unknown): value is EventContract | CommandContract {
  return typeof value === 'object' && value !== null && 'type' in value && 'schema' in value && 'examples' in value
}

/** Every event and command there is, in the order of their names. */
export const allContracts: readonly (EventContract | CommandContract)[] = Object.values(
  catalogue as Record<string, unknown>,
)
  .filter(isContract)
  .sort((left, right) => (left.type < right.type ? -1 : 1))
