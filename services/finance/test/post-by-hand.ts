import type { Transactor } from '@erp/service-kit'
import { type BusinessDate, isRefusal, newId, parseMoney, periodOf } from '@erp/values'
import { balanceVoucher, noPeople, noPersonalFacts, type VoucherKind, type VoucherLine } from '../src/domain/voucher.ts'
import { findAccountsByCode } from '../src/store/accounts.ts'
import type { Tx } from '../src/store/database.ts'
import { postVouchers } from '../src/store/vouchers.ts'
import { amount, cny } from './posting-facts.ts'

/** `Dr 1122 100.00` or `Cr 6001 -5.00`, and what else the line carries. */
export type Entry = readonly [text: string, more?: Partial<VoucherLine>]
export type Written = { readonly on: string; readonly kind?: VoucherKind; readonly entries: readonly Entry[] }

/** Posts vouchers as they are written down, past drafts and review: reports ask only what was posted. */
export async function postByHand(transactor: Transactor<Tx>, companyId: string, vouchers: readonly Written[]) {
  return transactor.system([companyId], 'test', async ({ tx }) => {
    const codes = vouchers.flatMap(({ entries }) => entries.map(([text]) => text.split(' ')[1] ?? ''))
    const accounts = new Map((await findAccountsByCode(tx, companyId, codes)).map((account) => [account.code, account]))
    const balanced = vouchers.map(({ on, kind = 'MANUAL', entries }) => {
      const date = on as BusinessDate
      const documentId = newId()
      const voucher = balanceVoucher({
        ...noPeople,
        ...{ companyId, kind, word: '记', period: periodOf(date), postingDate: date, businessDate: date },
        ...{ currency: cny, documentType: 'MANUAL_VOUCHER', documentId, documentNumber: 'V' },
        ...{ sourceType: 'VOUCHER_DRAFT', sourceId: documentId, purpose: kind, revision: 1 },
        ...{ templateVersionId: null, reversesId: null, draftId: null, attachmentCount: 0 },
        lines: entries.map(([text, more], index) => {
          const [side, code = '', value = ''] = text.split(' ')
          const account = accounts.get(code)
          if (!account) throw new Error(`There is no account ${code}`)
          return {
            ...noPersonalFacts,
            ...{ lineNumber: index + 1, accountId: account.id, accountCode: code, accountKey: account.controlKey },
            ...{ accountRuleId: null, accountRuleVersion: null, side: side === 'Dr' ? 'DEBIT' : 'CREDIT' },
            ...{ amount: amount(value), summary: { zh: '摘要', en: 'Summary' }, sourceLineId: null },
            ...{ stockEntryId: null, itemId: null, warehouseId: null, valuationAreaId: null, supplierId: null },
            quantity: null,
            ...more,
          } satisfies VoucherLine
        }),
      })
      if (isRefusal(voucher)) throw new Error(`${entries.map(([text]) => text).join(', ')} does not balance`)
      return { ...voucher, sourceEventId: null }
    })
    return { id: newId(), posted: await postVouchers(tx, balanced) }
  })
}

/** A foreign amount with its rate. */
export function foreign(text: string, currency: 'USD' | 'EUR', rate: string) {
  const parsed = parseMoney(text, currency as typeof cny)
  if (isRefusal(parsed)) throw new Error(text)
  return { amount: parsed, rate }
}
