import { resealInBatches, type SealingKeys, type Sql, type Transactor } from '@erp/service-kit'
import { resealPaymentFiles } from '../store/payment-files.ts'
import { resealBankAccounts as resealSome } from '../store/supplier-bank-accounts.ts'

/** Seals with the current key whatever another one sealed, of suppliers and of files that paid them. */
export async function resealBankAccounts(transactor: Transactor<Sql>, keys: SealingKeys): Promise<number> {
  const ofSuppliers = await resealInBatches(transactor, 'reseal-bank-accounts', (tx, atMost) =>
    resealSome(tx, keys, atMost),
  )
  const ofFiles = await resealInBatches(transactor, 'reseal-payment-files', (tx, atMost) =>
    resealPaymentFiles(tx, keys, atMost),
  )
  return ofSuppliers + ofFiles
}
