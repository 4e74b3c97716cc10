import type { UnitOfWork } from '@erp/service-kit'
import { isId, isRefusal, refuse } from '@erp/values'
import type { BankLayout } from '../domain/bank-csv.ts'
import type { CashAccount } from '../domain/cash-document.ts'
import { type InvalidInput, invalid } from '../domain/chart-change.ts'
import { findBankLayouts, saveBankLayout } from '../store/bank-statements.ts'
import { findCashAccount } from '../store/cash-accounts.ts'
import type { StaleVersion } from './change-period.ts'
import type { CashAccountNotFound } from './write-cash-document.ts'

export type BankLayoutInput = Omit<BankLayout, 'companyId' | 'version'> & { readonly expectedVersion: number }

const headings = [
  ...(['dayColumn', 'amountColumn', 'receivedColumn', 'paidColumn', 'balanceColumn'] as const),
  ...(['referenceColumn', 'partyNameColumn', 'partyAccountColumn', 'textColumn'] as const),
] as const

/** Says which column of a bank's files means what 列对应; files imported before stay as they were read. */
export async function setBankLayout(
  { tx, caller }: UnitOfWork,
  { expectedVersion, ...input }: BankLayoutInput,
): Promise<CashAccount | CashAccountNotFound | InvalidInput | StaleVersion> {
  const { cashAccountId } = input
  const account = isId(cashAccountId) ? await findCashAccount(tx, cashAccountId) : undefined
  if (!account?.active) return refuse('CashAccountNotFound', { cashAccountId })
  const read = readHeadings(input)
  if (isRefusal(read)) return read
  const layout = { ...read, cashAccountId, companyId: caller.companyId, version: expectedVersion }
  if (await saveBankLayout(tx, layout)) return account
  const [kept] = await findBankLayouts(tx, [cashAccountId])
  return refuse('StaleVersion', { currentVersion: kept?.version ?? 0 })
}

type Headings = Omit<BankLayout, 'companyId' | 'cashAccountId' | 'version'>

function readHeadings(input: Headings): Headings | InvalidInput {
  const named = headings.flatMap((field) => {
    const heading = input[field]?.trim() || null
    return heading === null ? [] : [{ field, heading }]
  })
  const long = named.find(({ heading }) => heading.length > 60)
  if (long) return invalid(long.field, 'LONGER_THAN_60_CHARACTERS')
  const twice = named.find(({ heading }, place) => named.findIndex((one) => one.heading === heading) < place)
  if (twice) return invalid(twice.field, 'COLUMN_TWICE')
  const own = new Map<string, string>(named.map(({ field, heading }) => [field, heading]))
  const [amount, received, paid] = ['amountColumn', 'receivedColumn', 'paidColumn'].map((field) => own.get(field))
  if (!own.has('dayColumn')) return invalid('dayColumn', 'MISSING')
  if (amount === undefined && (received === undefined || paid === undefined)) return invalid('amountColumn', 'MISSING')
  if (amount !== undefined && (received !== undefined || paid !== undefined))
    return invalid('amountColumn', 'BESIDE_RECEIVED_AND_PAID')
  const of = (field: (typeof headings)[number]) => own.get(field) ?? null
  return {
    ...{ dayForm: input.dayForm, dayColumn: own.get('dayColumn') ?? '', amountColumn: of('amountColumn') },
    ...{ receivedColumn: of('receivedColumn'), paidColumn: of('paidColumn'), balanceColumn: of('balanceColumn') },
    ...{ referenceColumn: of('referenceColumn'), partyNameColumn: of('partyNameColumn') },
    ...{ partyAccountColumn: of('partyAccountColumn'), textColumn: of('textColumn') },
  }
}
