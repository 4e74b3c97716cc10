import type { Unit } from '../store/database.ts'
import * as ledgerLegs from '../store/ledger-legs.ts'

/** Notes what finance says about the posting of stock documents, for those who look at the stock ledger. */
export async function recordLedgerAnswers(unit: Unit, answers: readonly ledgerLegs.LedgerAnswer[]): Promise<void> {
  await ledgerLegs.record(unit.tx, answers, unit.now)
}
