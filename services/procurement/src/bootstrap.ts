import { runFieldKeyCommand } from '@erp/service-kit'
import { connectDatabase } from './store/database.ts'
import { resealBankAccounts } from './use-cases/reseal-bank-accounts.ts'

if (import.meta.main) {
  await runFieldKeyCommand('procurement', connectDatabase, resealBankAccounts, process.argv.slice(2), process.env)
}
