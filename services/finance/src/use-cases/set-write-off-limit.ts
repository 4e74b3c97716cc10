import { StaleDocument, type UnitOfWork } from '@erp/service-kit'
import { isNegative, isRefusal, parseMoney, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import { currencyOfBooks } from '../store/books.ts'
import { saveWriteOffLimit, type WriteOffLimit, writeOffLimitOf } from '../store/write-off-limits.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'

/** Sets the most that settlements write off 尾差核销限额 from now on; what was written off stays. */
export async function setWriteOffLimit(
  { tx, caller: { companyId } }: UnitOfWork,
  input: { readonly amount: string; readonly expectedVersion: number },
): Promise<WriteOffLimit | InvalidInput | StaleVersion | BooksNotOpen> {
  const currency = await currencyOfBooks(tx, companyId)
  if (currency === undefined) return refuse('BooksNotOpen')
  const amount = parseMoney(input.amount, currency)
  if (isRefusal(amount)) return refuse('InvalidInput', { field: 'amount', problem: amount.problem })
  if (isNegative(amount)) return refuse('InvalidInput', { field: 'amount', problem: 'NEGATIVE' })
  const { version } = await writeOffLimitOf(tx, companyId)
  if (version !== input.expectedVersion) return refuse('StaleVersion', { currentVersion: version })
  const saved = await saveWriteOffLimit(tx, companyId, { amount: amount.minor, version })
  if (!saved) throw new StaleDocument('write-off limit', companyId)
  return saved
}
