import { resealInBatches, type SealingKeys, type Sql, type Transactor } from '@erp/service-kit'
import { resealBankAccounts as resealSome } from '../store/supplier-bank-accounts.ts'

/** Seals with the current key whatever another one sealed. */
export function resealBankAccounts(transactor: Transactor<Sql>, keys: SealingKeys): Promise<number> {
  return resealInBatches(transactor, 'reseal-bank-accounts', (tx, atMost) => resealSome(tx, keys, atMost))
}
