import type { Sql, Transactor } from '@erp/service-kit'
import { type BankKeys, resealSome } from '../store/supplier-bank-accounts.ts'

const atOnce = 500

/** Seals with the current key whatever another one sealed, some in each transaction, until nothing is left. */
export async function resealBankAccounts(transactor: Transactor<Sql>, keys: BankKeys): Promise<number> {
  let resealed = 0
  for (;;) {
    const some = await transactor.system([], 'reseal-bank-accounts', ({ tx }) => resealSome(tx, keys, atOnce))
    resealed += some
    if (some < atOnce) return resealed
  }
}
