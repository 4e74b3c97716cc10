import { formatMoney, money } from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExpenseClaim } from '../src/domain/expense-claim.ts'
import { cancelExpenseClaim } from '../src/use-cases/cancel-expense-claim.ts'
import { reduceExpenseClaim, withdrawExpenseClaim } from '../src/use-cases/submit-expense-claim.ts'
import { budgetersOf, thisMonth } from './budget-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { cny } from './posting-facts.ts'
import { sound } from './voucher-people.ts'

const finance = await useFinanceDatabase()

/** What budgets may name, and what spending does name; the numbers say which item answers when all are budgeted. */
const items = ['6602/-/-', '6602/SALES/-', '6602/-/BRIDGE', '6602/SALES/BRIDGE'] as const
type Item = (typeof items)[number]
const act = fc.record({
  what: fc.constantFrom(
    ...(['CLAIM', 'CLAIM', 'CLAIM', 'APPROVE', 'APPROVE', 'REJECT', 'WITHDRAW', 'REDUCE', 'CANCEL'] as const),
    ...(['ENTER', 'REVISE'] as const),
  ),
  onProject: fc.boolean(),
  fen: fc.integer({ min: 2, max: 99_999 }),
  pick: fc.nat(),
  budgeted: fc.subarray([...items], { minLength: 1 }),
})
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never

/** Spending that stands, whose it is, and how far it is. */
type Spending = { readonly names: Item; readonly fen: bigint; readonly state: 'COMMITTED' | 'SPENT' }

test('whatever is claimed, decided, taken back, entered and revised, each fen is committed or spent once, on one item', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 16 }), async (acts) => {
      const company = await budgetersOf(finance)
      const claims = new Map<string, Spending>()
      const entered: Spending[] = []
      let budget = new Map<Item, bigint>()
      const text = (fen: bigint) => formatMoney(money(fen, cny))
      const revise = async ({ budgeted, fen }: Pick<Act, 'budgeted' | 'fen'>) => {
        budget = new Map(budgeted.map((item, index) => [item, BigInt(fen * (index + 1))]))
        await company.inForce(...[...budget].map(([item, amount]) => `${item} ${thisMonth} ${text(amount)}`))
      }
      const standing = (state: Spending['state']) =>
        [...claims].filter(([, one]) => one.state === state).map(([id]) => id)
      const chosen = async (ids: readonly string[], pick: number): Promise<ExpenseClaim | undefined> => {
        const id = ids[pick % Math.max(ids.length, 1)]
        return id === undefined ? undefined : company.read({ id })
      }
      const seen = ({ id, version }: ExpenseClaim) => ({ expenseClaimId: id, expectedVersion: version })

      await revise({ budgeted: ['6602/SALES/-'], fen: 10_000 })
      for (const { what, onProject, fen, pick, ...one } of acts) {
        const names: Item = onProject ? '6602/SALES/BRIDGE' : '6602/SALES/-'
        const projectId = onProject ? company.projectId : null
        if (what === 'REVISE') await revise({ ...one, fen })
        if (what === 'ENTER') {
          const amount = text(pick % 3 === 0 ? BigInt(-fen) : BigInt(fen))
          const more = { departmentId: company.departmentId, projectId }
          await company.enter(`${thisMonth}-01`, ['Dr', '6602', amount, more], ['Cr', '1002', amount])
          entered.push({ names, fen: pick % 3 === 0 ? BigInt(-fen) : BigInt(fen), state: 'SPENT' })
        }
        if (what === 'CLAIM') {
          const { id } = await company.submitted([company.line('TAXI', text(BigInt(fen)), { projectId })])
          claims.set(id, { names, fen: BigInt(fen), state: 'COMMITTED' })
        }
        const committed = await chosen(standing('COMMITTED'), pick)
        const held = committed && claims.get(committed.id)
        if (committed && held && what === 'APPROVE') {
          await company.decide(company.decision(committed))
          await company.decide(company.decision(committed))
          claims.set(committed.id, { ...held, state: 'SPENT' })
        }
        if (committed && what === 'REJECT') {
          await company.decide(company.decision(committed, { outcome: 'REJECTED', reason: '否' }))
          claims.delete(committed.id)
        }
        if (committed && what === 'WITHDRAW') {
          const reason = '改'
          sound(
            await company.as(company.employee, (u) =>
              withdrawExpenseClaim(u, { ...seen(committed), reason }, company.approvals),
            ),
          )
          claims.delete(committed.id)
        }
        if (committed && held && what === 'REDUCE') {
          const reductions = [{ lineNumber: 1, approvedAmount: text((held.fen + 1n) / 2n), reason: '核减' }]
          sound(
            await company.as(company.approver, (u) =>
              reduceExpenseClaim(u, { ...seen(committed), reductions }, company.approvals),
            ),
          )
          claims.set(committed.id, { ...held, fen: (held.fen + 1n) / 2n })
        }
        const spent = what === 'CANCEL' ? await chosen(standing('SPENT'), pick) : undefined
        if (spent) {
          sound(await company.as(company.approver, (u) => cancelExpenseClaim(u, { ...seen(spent), reason: '重复' })))
          claims.delete(spent.id)
        }

        const all = [...claims.values(), ...entered]
        const expected = [...budget].flatMap(([item, amount]) => {
          const own = all.filter((spending) => answering(spending.names, [...budget.keys()]) === item)
          const total = (state: Spending['state']) =>
            own.filter((spending) => spending.state === state).reduce((sum, spending) => sum + spending.fen, 0n)
          return `${item} ${thisMonth} ${text(amount)} ${text(total('COMMITTED'))} ${text(total('SPENT'))}`
        })
        expect(await company.figures()).toEqual(expected.sort())
      }
    }),
    { numRuns: 6, endOnFailure: true },
  )
}, 120_000)

/** The item that names most of what spending names, a project before a department. */
function answering(names: Item, budgeted: readonly Item[]): Item | undefined {
  const order: readonly Item[] = names.endsWith('BRIDGE')
    ? ['6602/SALES/BRIDGE', '6602/-/BRIDGE', '6602/SALES/-', '6602/-/-']
    : ['6602/SALES/-', '6602/-/-']
  return order.find((item) => budgeted.includes(item))
}
