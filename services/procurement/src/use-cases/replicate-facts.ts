import type {
  accountRuleChanged,
  budgetInForceChanged,
  companyChanged,
  dimensionValueChanged,
  PayloadOf,
  paymentRunChanged,
} from '@erp/contracts'
import { readAmount } from '@erp/contracts'
import { currency } from '@erp/values'
import * as paymentFiles from '../store/payment-files.ts'
import * as replicas from '../store/replicas.ts'
import type { Unit } from './unit.ts'

/** Keep what the owners of these facts tell; the stores take the newest version whatever order they come in. */
export function replicateCompanies(unit: Unit, told: readonly PayloadOf<typeof companyChanged>[]): Promise<void> {
  return replicas.replicateCompanies(unit.tx, told)
}

export function replicateAccountRules(
  unit: Unit,
  told: readonly PayloadOf<typeof accountRuleChanged>[],
): Promise<void> {
  return replicas.replicateAccountRules(unit.tx, told)
}

export function replicateDimensionValues(
  unit: Unit,
  told: readonly PayloadOf<typeof dimensionValueChanged>[],
): Promise<void> {
  return replicas.replicateDimensionValues(unit.tx, told)
}

export function replicateBudgetsInForce(
  unit: Unit,
  told: readonly PayloadOf<typeof budgetInForceChanged>[],
): Promise<void> {
  return replicas.replicateBudgetsInForce(unit.tx, told)
}

export function replicatePaymentRuns(unit: Unit, told: readonly PayloadOf<typeof paymentRunChanged>[]): Promise<void> {
  const runs = told.map((run) => ({
    ...run,
    lines: run.lines.map(({ lineNumber, supplierId, amount }) => ({
      ...{ lineNumber, supplierId, amount: readAmount(amount, currency(run.currency)).minor.toString() },
    })),
  }))
  return paymentFiles.replicatePaymentRuns(unit.tx, runs)
}
