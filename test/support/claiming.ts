import { eventually } from '@erp/testing'
import { newId } from '@erp/values'
import { entry, type Leg, type VoucherLine } from './documents.ts'
import type { Person } from './people.ts'
import { today } from './test-calendar.ts'
import type { TestCompany } from './test-company.ts'

export interface ExpenseClaim {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly approvalId: string | null
  readonly reason: string | null
  readonly claimedTotal: { readonly amount: string }
  readonly approvedTotal: { readonly amount: string }
  readonly problems: readonly { readonly lineNumber: number; readonly problem: string }[]
  readonly findings: readonly object[]
  readonly legs: readonly Leg[]
}

type Line = Readonly<Record<string, unknown>>

/** An employee of sales who claims what they spent, and those who decide on it. */
export interface Claiming {
  readonly employeeId: string
  readonly departmentId: string
  readonly types: ReadonlyMap<string, string>
  /** `60.00 HOTEL` and the like: an amount spent today on a type, with a receipt of its own. */
  readonly line: (text: string, more?: Line) => Line
  /** Hotel 1,060.00 with 60.00 VAT, rail 109.00, taxi 50.00. */
  readonly journey: () => readonly Line[]
  readonly writes: (lines: readonly Line[], more?: Line) => Promise<ExpenseClaim>
  readonly submits: (claim: ExpenseClaim, by?: Person) => Promise<ExpenseClaim>
  readonly approves: (claim: ExpenseClaim, by?: Person) => Promise<ExpenseClaim>
  readonly rejects: (claim: ExpenseClaim, reason: string) => Promise<ExpenseClaim>
  /** Waits until the claim is in this status and its vouchers are posted. */
  readonly until: (claim: ExpenseClaim, status: string) => Promise<ExpenseClaim>
  /** What it posted, voucher by voucher, with lines of one account added up. */
  readonly entriesOf: (claim: { readonly id: string }) => Promise<readonly string[][]>
}

/** What a decision on this claim or withdrawal of it names. */
export const seen = ({ id, version }: ExpenseClaim) => ({ expenseClaimId: id, expectedVersion: version })

/** The document's place on somebody's list of what to approve; waits until it is there. */
export function taskOf(document: { readonly number: string; readonly approvalId: string | null }, by: Person) {
  return eventually(async () => {
    const { myApprovalTasks } = await by.ask<{ myApprovalTasks: { nodes: { id: string; version: number }[] } }>(
      'MyApprovalTasks',
      { first: 100 },
    )
    const task = myApprovalTasks.nodes.find(({ id }) => id === document.approvalId)
    if (!task) throw new Error(`${document.number} has not reached those who approve`)
    return { approvalId: task.id, expectedVersion: task.version }
  })
}

/** Names a salesperson as the employee WANG of the department SALES, whose expenses are selling expenses. */
export async function claimingOf({
  sales,
  accountant,
  controller,
  administrator,
  code,
}: TestCompany): Promise<Claiming> {
  await sales.session()
  const { users } = await administrator.ask<{ users: { nodes: { id: string; username: string }[] } }>('Users', {
    first: 100,
  })
  const userId = users.nodes.find(({ username }) => username === `sales-${code}`.toLowerCase())?.id
  const named = async (dimension: string, valueCode: string) => {
    const name = { zh: valueCode, en: valueCode }
    return (await accountant.change<{ id: string }>('CreateDimensionValue', { dimension, code: valueCode, name })).id
  }
  const [employeeId, departmentId] = [await named('EMPLOYEE', 'WANG'), await named('DEPARTMENT', 'SALES')]
  await eventually(() => controller.change('SetExpenseClaimant', { employeeId, userId, departmentId, grade: 'STAFF' }))
  await controller.change('SetAccountRule', { accountKey: 'EXPENSE', departmentId, accountCode: '6601' })
  const { expenseTypes } = await sales.ask<{ expenseTypes: { nodes: { id: string; code: string }[] } }>('ExpenseTypes')
  const types = new Map(expenseTypes.nodes.map((type) => [type.code, type.id]))

  const line: Claiming['line'] = (text, more = {}) => {
    const [amount, type = ''] = text.split(' ')
    return { amount, expenseTypeId: types.get(type), spentOn: today, receiptNumber: `R-${newId()}`, ...more }
  }
  const read = async (id: string): Promise<ExpenseClaim> =>
    (await controller.ask<{ expenseClaim: ExpenseClaim }>('ExpenseClaim', { id })).expenseClaim
  const until: Claiming['until'] = (claim, status) =>
    eventually(
      async () => {
        const now = await read(claim.id)
        if (now.status !== status) throw new Error(`${now.number} is ${now.status}`)
        return now
      },
      { withinMs: 30_000, everyMs: 100 },
    )

  return {
    ...{ employeeId, departmentId, types, line, until },
    journey: () => [line('1060.00 HOTEL', { printedTax: '60.00' }), line('109.00 RAIL'), line('50.00 TAXI')],
    writes: (lines, more = {}) => sales.change('SaveExpenseClaim', { title: '上海出差', lines, ...more }),
    submits: (claim, by = sales) => by.change('SubmitExpenseClaim', seen(claim)),
    approves: async (claim, by = controller) => {
      await by.change('Approve', await taskOf(claim, by))
      return until(claim, 'APPROVED')
    },
    rejects: async (claim, reason) => {
      await controller.change('Reject', { ...(await taskOf(claim, controller)), reason })
      return until(claim, 'REJECTED')
    },
    entriesOf: async ({ id }) => {
      const { expenseClaim } = await accountant.ask<{
        expenseClaim: { vouchers: { lines: { nodes: VoucherLine[] } }[] }
      }>('VouchersOfExpenseClaim', { id })
      return expenseClaim.vouchers.map(({ lines }) => addedUp(lines.nodes))
    },
  }
}

/** Lines of one account and side as one, as a journal shows them; amounts are added in cents. */
export function addedUp(lines: readonly VoucherLine[]): string[] {
  const sums = new Map<string, bigint>()
  for (const [side = '', code = '', amount = ''] of lines.map((line) => entry(line).split(' '))) {
    const key = `${side} ${code}`
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(amount.replace('.', '')))
  }
  return [...sums].map(([key, cents]) => {
    const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0')
    return `${key} ${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
  })
}
