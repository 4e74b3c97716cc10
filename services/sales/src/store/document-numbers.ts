import type { BusinessDate } from '@erp/values'
import type { Tx } from './database.ts'

const prefixes = {
  QUOTATION: 'QT',
  SALES_ORDER: 'SO',
  DELIVERY: 'DN',
  SALES_RETURN: 'SR',
  SALES_INVOICE: 'IV',
  CREDIT_NOTE: 'CN',
  CREDIT_LIMIT: 'CL',
} as const
type NumberedType = keyof typeof prefixes

/**
 * The next number of a company's documents of one kind in the year of `day`, such as SO-2026-000123. The counter's row
 * stays locked until the commit, so take it last. A transaction that rolls back gives its number to the next one.
 */
export async function takeNumber(
  tx: Tx,
  companyId: string,
  documentType: NumberedType,
  day: BusinessDate,
): Promise<string> {
  const [number] = await takeNumbers(tx, companyId, documentType, { day, count: 1 })
  if (number === undefined) throw new Error('The document counter gave no number')
  return number
}

/** The next `count` numbers, in their order. */
export async function takeNumbers(
  tx: Tx,
  companyId: string,
  documentType: NumberedType,
  { day, count }: { readonly day: BusinessDate; readonly count: number },
): Promise<string[]> {
  const year = Number(day.slice(0, 4))
  const [row] = await tx.$queryRaw<{ last_number: number }[]>`
    insert into document_number as counter (company_id, document_type, year, last_number)
    values (${companyId}::uuid, ${documentType}, ${year}::int, ${count}::int)
    on conflict (company_id, document_type, year) do update set last_number = counter.last_number + ${count}::int
    returning last_number`
  if (!row) throw new Error('The document counter gave no number')
  const first = row.last_number - count + 1
  return Array.from(
    { length: count },
    (_, place) => `${prefixes[documentType]}-${year}-${String(first + place).padStart(6, '0')}`,
  )
}
