import type { accountRuleChanged, PayloadOf } from '@erp/contracts'
import * as replicas from '../store/replicas.ts'
import type { Unit } from './unit.ts'

export function replicateAccountRules(
  unit: Unit,
  told: readonly PayloadOf<typeof accountRuleChanged>[],
): Promise<void> {
  return replicas.replicateAccountRules(unit.tx, told)
}
