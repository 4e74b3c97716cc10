import { documentsMoved } from '@erp/service-kit'
import type { Unit } from '../store/database.ts'
import * as ledgerLegs from '../store/ledger-legs.ts'

/** Notes what finance says about the posting of stock documents, and wakes those who wait for it. */
export async function recordLedgerAnswers(unit: Unit, answers: readonly ledgerLegs.LedgerAnswer[]): Promise<void> {
  documentsMoved(unit, await ledgerLegs.record(unit.tx, answers, unit.now))
}
