import type { approvalDecided, PayloadOf } from '@erp/contracts'
import type { Caller, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, newId } from '@erp/values'
import type { ExpenseClaim } from '../src/domain/expense-claim.ts'
import type { LineInput } from '../src/domain/expense-line-input.ts'
import type { Tx } from '../src/store/database.ts'
import { findClaim } from '../src/store/expense-claims.ts'
import { listExpenseTypes } from '../src/store/expense-types.ts'
import type { Approvals, AskedApproval } from '../src/use-cases/ask-approval.ts'
import { createDimensionValue } from '../src/use-cases/create-dimension-value.ts'
import { decideDocuments } from '../src/use-cases/decide-documents.ts'
import { saveExpenseClaim, type WrittenClaim } from '../src/use-cases/save-expense-claim.ts'
import { setExpenseClaimant } from '../src/use-cases/set-expense-claimant.ts'
import { submitExpenseClaim } from '../src/use-cases/submit-expense-claim.ts'
import { messageOf, persons, type useFinanceDatabase } from './finance-database.ts'
import { sound } from './voucher-people.ts'

export const today = new Date().toISOString().slice(0, 10) as BusinessDate

const nothing: LineInput = {
  ...{ expenseTypeId: null, spentOn: today, currency: null, amount: null, exchangeRate: null, printedTax: null },
  ...{ receiptNumber: null, departmentId: null, projectId: null, city: null, note: null, perDiemDays: null },
  ...{ untaxedAmount: null, tripNumber: null },
}

/** A company with an employee who claims for themselves, somebody who helps, and those who are asked to approve. */
export async function claimantsOf(finance: Awaited<ReturnType<typeof useFinanceDatabase>>) {
  const clerk = await finance.accountantOfNewCompany()
  const { companyId } = clerk
  const colleague = (...permissions: string[]): Caller => ({
    ...clerk,
    ...{ userId: newId(), permissions: new Set(permissions) },
  })
  const [employee, stranger, approver] = [colleague(), colleague(), colleague('finance.expenseClaim.approve')]
  const assistant = colleague('finance.expenseClaim.assist', 'finance.expenseClaim.read')
  const as = <Outcome>(caller: Caller, work: (unit: UnitOfWork<Tx>) => Promise<Outcome>) =>
    finance.transactor.transact(caller, 'test', work)
  await finance.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('app.company_ids', ${companyId}, true)`
    await tx.$executeRaw`
      insert into platform.membership_replica (company_id, user_id, active, role_codes, version)
      values (${companyId}::uuid, ${employee.userId}::uuid, true, '{SALES}', 1)`
  })
  const value = async (dimension: 'employee' | 'department' | 'project', code: string) =>
    sound(await as(clerk, (u) => createDimensionValue(u, persons, { dimension, code, name: { zh: code, en: code } })))
      .id
  const [employeeId, departmentId] = [await value('employee', 'WANG'), await value('department', 'SALES')]
  const claimant = { employeeId, departmentId, userId: employee.userId, grade: 'STAFF', expectedVersion: null }
  sound(await as(clerk, (u) => setExpenseClaimant(u, claimant)))

  const types = new Map(
    (
      await finance.transactor.read([companyId], (tx) =>
        listExpenseTypes(tx, companyId, { limit: 50, afterCode: '', activeOnly: true }),
      )
    ).map(({ code, id }) => [code, id]),
  )
  const line = (code: string, amount: string | null, more: Partial<LineInput> = {}): LineInput => ({
    ...{ ...nothing, expenseTypeId: types.get(code) ?? null, amount, receiptNumber: `R-${newId()}` },
    ...more,
  })
  /** The journey of the worked example: hotel, rail and taxi. */
  const journey = () => [
    line('HOTEL', '1060.00', { printedTax: '60.00', city: '上海' }),
    line('RAIL', '109.00'),
    line('TAXI', '50.00', { receiptNumber: null }),
  ]

  const asked: AskedApproval[] = []
  const ended: string[] = []
  const approvals: Approvals = {
    ask: async (_, approval) => void asked.push(approval),
    withdraw: async (_unit, _claim, approvalId) => void ended.push(approvalId),
  }
  type Written = Partial<Omit<WrittenClaim, 'lines'>> & { readonly lines: readonly LineInput[] }
  const save = (written: Written, by = employee, claim?: ExpenseClaim) =>
    as(by, (u) =>
      saveExpenseClaim(u, {
        ...{ employeeId: null, title: '上海出差', note: '', trips: [], ...written },
        ...{ expenseClaimId: claim?.id ?? null, expectedVersion: claim?.version ?? null },
      }),
    )
  const submit = (claim: ExpenseClaim, by = employee) =>
    as(by, (u) => submitExpenseClaim(u, { expenseClaimId: claim.id, expectedVersion: claim.version }, approvals))
  const submitted = async (lines = journey()) => sound(await submit(sound(await save({ lines }))))
  const read = async ({ id }: Pick<ExpenseClaim, 'id'>): Promise<ExpenseClaim> => {
    const claim = await finance.transactor.read([companyId], (tx) => findClaim(tx, id))
    if (!claim) throw new Error('There is no such claim')
    return claim
  }
  const decision = (claim: ExpenseClaim, more: Partial<PayloadOf<typeof approvalDecided>> = {}) =>
    messageOf(companyId, {
      ...{ companyId, approvalId: claim.approvalId ?? newId(), documentType: 'EXPENSE_CLAIM', documentId: claim.id },
      ...{ documentVersion: claim.version, outcome: 'APPROVED' as const, reason: null, decidedBy: approver.userId },
      ...{ decidedAt: new Date().toISOString(), approverIds: [approver.userId], ...more },
    })
  /** What is decided arrives as messaging brings it. */
  const decide = (...messages: ReturnType<typeof decision>[]) =>
    finance.transactor.system([companyId], 'identity.approval.decided.v1', (u) => decideDocuments(u, messages))
  const approved = async (lines = journey()) => {
    const claim = await submitted(lines)
    await decide(decision(claim))
    return read(claim)
  }
  /** What a claim posted, voucher by voucher, as accountants write it down. */
  const entriesOf = async ({ id }: Pick<ExpenseClaim, 'id'>): Promise<string[]> => {
    const rows = await finance.database.rows<{ entry: string }>`
      select v.revision || ' ' || case when l.debit <> 0 then 'Dr ' else 'Cr ' end || a.code || ' '
               || to_char(sum(l.debit + l.credit) / 100, 'FM999990.00') as entry
      from voucher v join voucher_line l on l.voucher_id = v.id join account a on a.id = l.account_id
      where v.document_id = ${id}::uuid
      group by v.id, v.revision, a.code, l.debit <> 0 order by v.revision, l.debit <> 0 desc, a.code desc`
    return rows.map(({ entry }) => entry)
  }
  const receipts = async () =>
    (await finance.database.rows`select 1 from claimed_receipt where company_id = ${companyId}::uuid`).length

  return {
    ...{ companyId, clerk, employee, stranger, approver, assistant, colleague, employeeId, departmentId, types, value },
    ...{ as, line, journey, asked, ended, approvals, save, submit, submitted, read, decision, decide, approved },
    ...{ entriesOf, receipts },
  }
}
