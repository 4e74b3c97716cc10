import { runFieldKeyCommand } from '@erp/service-kit'
import { connectDatabase } from './store/database.ts'

/** Finance seals with keys of persons alone, which are wrapped anew by the command itself. */
const nothingElse = async () => 0

if (import.meta.main) {
  await runFieldKeyCommand('finance', connectDatabase, nothingElse, process.argv.slice(2), process.env)
}
