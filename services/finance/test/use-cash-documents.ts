import type { Caller, UnitOfWork } from '@erp/service-kit'
import type { BusinessDate } from '@erp/values'
import type { CashDirection, CashDocument } from '../src/domain/cash-document.ts'
import type { OpenItem, OpenItemKind } from '../src/domain/open-item.ts'
import { listOpenItems } from '../src/store/open-item-lists.ts'
import { approveCashDocument } from '../src/use-cases/decide-on-cash-document.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { postCashDocument } from '../src/use-cases/post-cash-document.ts'
import { reverseCashDocument } from '../src/use-cases/reverse-cash-document.ts'
import { type CashInput, type CashReference, createCashDocument } from '../src/use-cases/write-cash-document.ts'
import { sound, useMonthEnd } from './month-end.ts'

export const day = (text: string) => text as BusinessDate

const kinds: readonly OpenItemKind[] = [
  ...(['RECEIVABLE', 'ADVANCE_RECEIVED', 'PAYABLE', 'ADVANCE_PAID', 'OWED_TO_EMPLOYEE', 'OWED_BY_EMPLOYEE'] as const),
]

export const wanting = (item: OpenItem | undefined, amount: string, paidAmount: string | null = null) => [
  { openItemId: item?.id ?? '', amount, paidAmount },
]

/** Receipts and payments on a real database, with what they leave. */
export async function useCashDocuments() {
  const finance = await useMonthEnd()
  const { database, transactor, accountantOfNewCompany, colleagueOf } = finance

  const itemsOf = ({ companyId }: Caller): Promise<OpenItem[]> =>
    transactor.read([companyId], (tx) =>
      listOpenItems(
        tx,
        companyId,
        { kinds, partyId: null, overdueOn: null, asOf: null },
        { limit: 100, after: undefined },
      ),
    )
  const left = async (accountant: Caller) =>
    (await itemsOf(accountant)).map(({ kind, open, carrying }) => [kind, open, carrying])

  async function posted(voucherId: string | null): Promise<string[]> {
    const rows = await database.rows<{ line: string }>`
      select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' ' || (l.debit + l.credit) as line
      from voucher_line l join account a on a.id = l.account_id where l.voucher_id = ${voucherId}::uuid order by l.line_number`
    return rows.map(({ line }) => line)
  }

  /** A company with a bank account on 1002, in the currency of its books or in another. */
  async function withBank(currency: string | null = null) {
    const cashier = await accountantOfNewCompany()
    const account = { code: 'ICBC-01', name: { zh: '工行', en: 'ICBC' }, accountCode: '1002', bankName: '工行' }
    const bank = sound(
      await transactor.transact(cashier, 'createCashAccount', (unit) =>
        createCashAccount(unit, { ...account, currency: currency as never }),
      ),
    )
    const input = (more: Partial<CashInput>): CashInput => ({
      ...{ cashAccountId: bank.id, partyDimension: 'CUSTOMER', partyId: null, counterAccountCode: null },
      ...{ paidOn: day('2026-02-10'), amount: '1.00', fee: null, exchangeRate: null, cashFlowItem: null },
      ...{ reference: null, note: null, items: [], ...more },
    })
    const write = (direction: CashDirection, more: Partial<CashInput>, by = cashier) =>
      transactor.transact(by, 'createCashDocument', (unit) => createCashDocument(unit, { direction, ...input(more) }))
    const act = <Outcome>(
      decide: (unit: UnitOfWork, reference: CashReference) => Promise<Outcome>,
      { id, version }: CashDocument,
      by = cashier,
    ) => transactor.transact(by, 'decide', (unit) => decide(unit, { cashDocumentId: id, expectedVersion: version }))
    /** Written by one, approved by another, and posted by a third. */
    async function pass(direction: CashDirection, more: Partial<CashInput>) {
      const draft = sound(await write(direction, more))
      const approved = sound(await act(approveCashDocument, draft, colleagueOf(cashier)))
      return act(postCashDocument, approved, colleagueOf(cashier))
    }
    const reverse = (document: CashDocument, reversedOn = '2026-02-20') =>
      transactor.transact(cashier, 'reverseCashDocument', (unit) =>
        reverseCashDocument(unit, {
          ...{ cashDocumentId: document.id, expectedVersion: document.version },
          ...{ reversedOn: day(reversedOn), reason: 'returned by the bank' },
        }),
      )
    return { cashier, bank, input, write, act, pass, reverse }
  }

  return { ...finance, itemsOf, left, posted, withBank }
}
