import type { Caller } from '@erp/service-kit'
import { expect } from 'vitest'
import type { EmployeeAdvance } from '../src/domain/employee-advance.ts'
import type { ExpenseClaim } from '../src/domain/expense-claim.ts'
import { findAdvance } from '../src/store/employee-advances.ts'
import { createCashAccount } from '../src/use-cases/keep-cash-accounts.ts'
import { payEmployeeAdvance, payExpenseClaim, returnEmployeeAdvance } from '../src/use-cases/pay-employees.ts'
import { requestEmployeeAdvance } from '../src/use-cases/request-employee-advance.ts'
import { claimantsOf } from './expense-people.ts'
import { messageOf, type useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

export const atClaim = ({ id, version }: ExpenseClaim) => ({ expenseClaimId: id, expectedVersion: version })
export const atAdvance = ({ id, version }: EmployeeAdvance) => ({ employeeAdvanceId: id, expectedVersion: version })
/** From the cash account on 1002, today. */
export const usual = { cashAccountId: null, paidOn: null, reference: null }

/** People who claim and approve, and a cashier with a bank account, who has no part in either. */
export async function cashiersOf(finance: Awaited<ReturnType<typeof useFinanceDatabase>>) {
  const people = await claimantsOf(finance)
  const { companyId } = people
  const bank = sound(
    await people.as(people.clerk, (u) =>
      createCashAccount(u, {
        ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002', currency: null, bankName: null },
      }),
    ),
  )
  const cashier = people.colleague('finance.expenseClaim.read')
  const request = (amount: string, purpose = '出差备用金') =>
    people.as(people.employee, (u) =>
      requestEmployeeAdvance(u, { employeeId: null, amount, purpose }, people.approvals),
    )
  const decisionOn = (advance: EmployeeAdvance, decidedBy = people.approver.userId) => {
    const { approvalId, id: documentId, version: documentVersion } = advance
    return messageOf(companyId, {
      ...{ companyId, approvalId, documentType: 'EMPLOYEE_ADVANCE', documentId, documentVersion, reason: null },
      ...{ outcome: 'APPROVED' as const, decidedBy, decidedAt: new Date().toISOString(), approverIds: [decidedBy] },
    })
  }
  const readAdvance = async ({ id }: EmployeeAdvance): Promise<EmployeeAdvance> => {
    const advance = await finance.transactor.read([companyId], (tx) => findAdvance(tx, id))
    if (!advance) throw new Error('There is no such advance')
    return advance
  }
  const approvedAdvance = async (amount: string) => {
    const advance = sound(await request(amount))
    await people.decide(decisionOn(advance))
    return readAdvance(advance)
  }
  const pay = (advance: EmployeeAdvance, by: Caller = cashier) =>
    people.as(by, (u) => payEmployeeAdvance(u, { ...atAdvance(advance), ...usual }))
  const paid = async (amount: string) => sound(await pay(await approvedAdvance(amount)))
  const payClaim = (claim: ExpenseClaim, by: Caller = cashier) =>
    people.as(by, (u) => payExpenseClaim(u, { ...atClaim(claim), ...usual }))
  const giveBack = (advance: EmployeeAdvance, amount: string, by: Caller = cashier) =>
    people.as(by, (u) => returnEmployeeAdvance(u, { ...atAdvance(advance), ...usual, amount }))

  /** What payments of claims and advances posted in the end, as `Dr 2241 219.00`. */
  const paymentEntries = async (): Promise<string[]> => {
    const rows = await finance.database.rows<{ entry: string }>`
      select case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' '
               || to_char((l.debit + l.credit) / 100.0, 'FM999990.00') as entry
      from voucher v join voucher_line l on l.voucher_id = v.id join account a on a.id = l.account_id
      where v.company_id = ${companyId}::uuid and v.document_type = 'CASH_DOCUMENT'
      order by v.id, l.debit <> 0 desc`
    return rows.map(({ entry }) => entry)
  }

  /** The ledger, open items, claims and advances of the company say the same. */
  async function agree() {
    const [figures] = await finance.database.rows`
      with ledger as (
        select a.code, sum(l.debit - l.credit)::int as net from voucher_line l join account a on a.id = l.account_id
        where l.company_id = ${companyId}::uuid group by 1),
      items as (
        select a.code, sum(i.open)::int as net from open_item i join account a on a.id = i.account_id
        where i.company_id = ${companyId}::uuid group by 1)
      select (select count(*)::int from items left join ledger using (code)
              where items.net is distinct from ledger.net) as "accountsApart",
        (select count(*)::int from employee_advance a join open_item i on i.id = a.open_item_id
         where a.company_id = ${companyId}::uuid and a.open_amount <> i.open) as "advancesApart",
        (select count(*)::int from employee_advance
         where company_id = ${companyId}::uuid and (status = 'PAID') <> (open_item_id is not null)) as "advancesUnpaid",
        (select count(*)::int from expense_claim c
         where c.company_id = ${companyId}::uuid and c.status in ('APPROVED', 'PAID') and c.approved_total > c.advance_used
           and (c.status = 'PAID') <> coalesce((
             select sum(i.open) = 0 from open_item i
             where i.document_id = c.id and i.kind = 'OWED_TO_EMPLOYEE'), false)) as "claimsApart",
        (select coalesce(max(net), 0) from ledger where code = '1002') - (
          select coalesce(sum(case when direction = 'RECEIPT' then amount else -amount end), 0)::int
          from cash_document where company_id = ${companyId}::uuid and status = 'POSTED') as "cashApart"`
    const none = { accountsApart: 0, advancesApart: 0, advancesUnpaid: 0, claimsApart: 0, cashApart: 0 }
    expect(figures).toEqual(none)
  }

  return {
    ...{ ...people, bank, cashier, request, decisionOn, readAdvance, approvedAdvance, pay, paid, payClaim, giveBack },
    ...{ paymentEntries, agree },
  }
}
