import { runFieldKeyCommand } from '@erp/service-kit'
import { connectDatabase } from './store/database.ts'
import { sealAllTaxNumbers } from './use-cases/keep-tax-number.ts'

if (import.meta.main) {
  await runFieldKeyCommand('sales', connectDatabase, sealAllTaxNumbers, process.argv.slice(2), process.env)
}
