import type { Caller, Sql } from '@erp/service-kit'
import { type BusinessDate, currency, formatMoney, isRefusal, money, newId, periodOf } from '@erp/values'
import { noDimensions } from '../src/domain/closing-step.ts'
import type { PostingFacts } from '../src/domain/posting-facts.ts'
import { stockKeys } from '../src/domain/subledger-tie.ts'
import { type BalancedVoucher, balanceVoucher, noPeople, type VoucherLine } from '../src/domain/voucher.ts'
import { findAccountsByCode } from '../src/store/accounts.ts'
import { lockPeriodsForPosting } from '../src/store/fiscal-periods.ts'
import { keepFacts } from '../src/store/posting-facts.ts'
import { postVouchers } from '../src/store/vouchers.ts'
import { amount, cny, factLine, factsOf } from './posting-facts.ts'

/** A line as an accountant writes it: side, account code, amount, and what else it says. */
export type Entry = readonly [side: 'Dr' | 'Cr', code: string, amount: string, more?: Partial<VoucherLine>]

/** Posts a voucher as if its subledger or an accountant had, control accounts under their own key. */
export async function postEntries(tx: Sql, { companyId, userId }: Caller, date: string, entries: readonly Entry[]) {
  const postingDate = date as BusinessDate
  const accounts = new Map(
    (await findAccountsByCode(tx, companyId, [...new Set(entries.map(([, code]) => code))])).map((one) => [
      one.code,
      one,
    ]),
  )
  await lockPeriodsForPosting(tx, [{ companyId, period: periodOf(postingDate) }])
  const documentId = newId()
  const voucher = balanceVoucher({
    ...noPeople,
    ...{ companyId, kind: 'MANUAL', word: '记', period: periodOf(postingDate), postingDate, businessDate: postingDate },
    ...{ currency: cny, documentType: 'MANUAL_VOUCHER', documentId, documentNumber: 'MV-1' },
    ...{ sourceType: 'VOUCHER_DRAFT', sourceId: documentId, purpose: 'MANUAL', revision: 1, templateVersionId: null },
    ...{ reversesId: null, draftId: null, attachmentCount: 0, preparedBy: userId },
    lines: entries.map(([side, code, text, more], index): VoucherLine => {
      const account = accounts.get(code)
      if (!account) throw new Error(`There is no account ${code}`)
      return {
        ...{ lineNumber: index + 1, accountId: account.id, accountCode: code, accountKey: account.controlKey },
        ...{ accountRuleId: null, accountRuleVersion: null, side: side === 'Dr' ? 'DEBIT' : 'CREDIT' },
        ...{ amount: amount(text), summary: { zh: '测试', en: 'Test' }, sourceLineId: null, stockEntryId: null },
        ...{ valuationAreaId: null, quantity: null, foreign: null, cashFlowItem: null },
        ...noDimensions,
        ...more,
      }
    }),
  })
  if (isRefusal(voucher)) throw new Error(JSON.stringify(voucher))
  await keepFacts(tx, factsBehind(voucher))
  const [posted] = await postVouchers(tx, [{ ...voucher, sourceEventId: null }])
  return posted?.id ?? ''
}

/** What inventory would have said of a voucher that moves stock. */
function factsBehind({ lines, ...voucher }: BalancedVoucher): PostingFacts[] {
  const ofStock = lines.filter(({ accountKey }) => stockKeys.some((key) => key === accountKey))
  if (ofStock.length === 0) return []
  const net = ofStock.reduce((sum, { side, amount: { minor } }) => sum + (side === 'DEBIT' ? minor : -minor), 0n)
  const { companyId, documentId, sourceId, revision, businessDate } = voucher
  const facts = factsOf(companyId, 'PURCHASE_RECEIPT', [factLine(formatMoney(money(net, cny)))], {
    ...{ documentId, sourceId, revision, businessDate },
  })
  const { sourceType, purpose: eventKind } = voucher
  return [{ ...facts, sourceType, eventKind } as PostingFacts]
}

/** What a line says of its amount in a foreign currency. */
export function inForeign(text: string, code: string, rate: string): Pick<VoucherLine, 'foreign'> {
  return { foreign: { amount: amount(text, currency(code)), rate } }
}

/** The month of the worked chain under moving average, voucher by voucher, without its month-end. */
export const workedMonth: readonly (readonly Entry[])[] = [
  [
    ['Dr', '1405.01', '1000.00'],
    ['Cr', '2202.02', '1000.00'],
  ],
  [
    ['Dr', '1405.01', '560.00'],
    ['Cr', '2202.02', '560.00'],
  ],
  [
    ['Dr', '6401', '624.00'],
    ['Cr', '1405.01', '624.00'],
  ],
  [
    ['Dr', '1122', '1220.40'],
    ['Cr', '6001', '1080.00'],
    ['Cr', '2221.01.02', '140.40'],
  ],
  [
    ...([
      ['Dr', '2202.02', '1000.00'],
      ['Dr', '2221.01.01', '133.90'],
      ['Dr', '1405.01', '27.00'],
    ] as const),
    ...([
      ['Dr', '6401', '3.00'],
      ['Cr', '2202.01', '1163.90'],
    ] as const),
  ],
  [
    ['Dr', '2202.02', '112.00'],
    ['Cr', '1405.01', '112.00'],
  ],
  [
    ['Dr', '1405.01', '80.00'],
    ['Dr', '2221.01.01', '7.20'],
    ['Cr', '2202.01', '87.20'],
  ],
  [
    ['Dr', '1405.01', '52.00'],
    ['Cr', '6401', '52.00'],
  ],
  [
    ['Cr', '6001', '-90.00'],
    ['Cr', '2221.01.02', '-11.70'],
    ['Dr', '1122', '-101.70'],
  ],
  [
    ['Dr', '2202.01', '116.39'],
    ['Cr', '1405.01', '103.00'],
    ['Cr', '2221.01.01', '13.39'],
  ],
  [
    ...([
      ['Dr', '2202.02', '448.00'],
      ['Dr', '2221.01.01', '57.20'],
      ['Dr', '1405.01', '-8.00'],
    ] as const),
    ...([['Cr', '2202.01', '497.20']] as const),
  ],
  [
    ['Dr', '1901', '26.27'],
    ['Cr', '1405.01', '23.25'],
    ['Cr', '2221.01.05', '3.02'],
  ],
  [
    ['Dr', '6602', '26.27'],
    ['Cr', '1901', '26.27'],
  ],
  [
    ['Dr', '1405.T', '232.53'],
    ['Cr', '1405.01', '232.53'],
  ],
  [
    ['Dr', '1405.01', '232.53'],
    ['Cr', '1405.T', '232.53'],
  ],
  [
    ['Dr', '6401', '616.22'],
    ['Cr', '1405.01', '616.22'],
  ],
  [
    ['Dr', '1122', '1197.80'],
    ['Cr', '6001', '1060.00'],
    ['Cr', '2221.01.02', '137.80'],
  ],
]
