import { formatMoney, money, newId } from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thisMonth } from './budget-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { cny } from './posting-facts.ts'
import { type Order, type OrderLine, purchasersOf } from './purchase-people.ts'

const finance = await useFinanceDatabase()

const act = fc.record({
  what: fc.constantFrom(
    ...(['ORDER', 'ORDER', 'AMEND', 'COME', 'COME', 'COME', 'GO_BACK', 'CHARGE', 'CHARGE', 'TAKE_BACK'] as const),
    ...(['CLOSE', 'UNDO', 'LATE', 'REVISE'] as const),
  ),
  isService: fc.boolean(),
  pieces: fc.integer({ min: 1, max: 50 }),
  fen: fc.integer({ min: 1, max: 99_999 }),
  pick: fc.nat(),
})

/** A line that was ordered, and what of it was posted; it is closed once nothing more is wanted. */
type Line = { wanted: OrderLine; measure: bigint; net: bigint; taken: bigint; closed: boolean }
type Known = { order: Order; lines: Line[]; before: Order }
type Charged = { readonly line: Line; readonly fen: bigint; readonly isTakenBack: () => Promise<unknown> }

const text = (fen: bigint) => formatMoney(money(fen, cny))

/** What is still reserved, by hand: the share of the amount that is not posted, half a fen up. */
function openOf({ measure, net, taken, closed }: Line): bigint {
  const left = closed || taken >= measure ? 0n : measure - (taken < 0n ? 0n : taken)
  return (2n * net * left + measure) / (2n * measure)
}

test('whatever is ordered, amended, received, returned, charged, closed and told late, each fen is committed or spent once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 18 }), async (acts) => {
      const company = await purchasersOf(finance)
      const known: Known[] = []
      const charged: Charged[] = []
      let budget = ['1405.01', '6602/SALES']
      let spent = { goods: 0n, services: 0n }
      const revise = (items: readonly string[]) =>
        company.inForce(...items.map((item) => `${item} ${thisMonth} 1000.00`))
      const lineOf = (isService: boolean, pieces: number, fen: number, lineId = newId()): Line => ({
        wanted: {
          ...{ lineId, itemClass: isService ? 'SERVICE' : 'MERCHANDISE', departmentId: company.departmentId },
          ...{ quantity: String(pieces), receivedQuantity: '0', net: text(BigInt(fen)) },
        },
        ...{ measure: BigInt(isService ? fen : pieces), net: BigInt(fen), taken: 0n, closed: false },
      })
      const says = async (one: Known) => {
        one.before = one.order
        const lines = one.lines.filter(({ closed }) => !closed).map(({ wanted }) => wanted)
        one.order = { id: one.order.id, version: one.order.version + 1, lines }
        expect(await company.reserves(one.order, { despiteBudget: true })).toMatch(/^reserved/)
      }
      const open = (isService: boolean) =>
        known.flatMap(({ lines }) =>
          lines.filter(({ wanted, closed }) => !closed && (wanted.itemClass === 'SERVICE') === isService),
        )

      await revise(budget)
      for (const { what, isService, pieces, fen, pick } of acts) {
        const one = known[pick % Math.max(known.length, 1)]
        if (what === 'ORDER') {
          const order = { id: newId(), version: 1, lines: [] }
          const fresh = {
            order,
            before: order,
            lines: [lineOf(isService, pieces, fen), lineOf(!isService, pieces, fen)],
          }
          known.push(fresh)
          await says(fresh)
        }
        if (what === 'AMEND' && one) {
          one.lines = one.lines.map((line) => {
            if (line.closed) return line
            const { lineId, itemClass } = line.wanted
            return { ...lineOf(itemClass === 'SERVICE', pieces, fen, lineId), taken: line.taken }
          })
          for (const [index, { line }] of charged.entries()) {
            const same = one.lines.find(({ wanted }) => wanted.lineId === line.wanted.lineId)
            if (same) charged[index] = { ...(charged[index] as Charged), line: same }
          }
          await says(one)
        }
        if (what === 'CLOSE' && one) {
          for (const line of one.lines) line.closed = true
          await says(one)
        }
        if (what === 'UNDO' && one) {
          await company.lets(one.order)
          for (const line of one.lines) line.closed = true
        }
        if (what === 'LATE' && one) await company.reserves(one.before, { despiteBudget: true })
        const goods = open(false)[pick % Math.max(open(false).length, 1)]
        if (goods && (what === 'COME' || what === 'GO_BACK')) {
          const sign = what === 'COME' ? 1n : -1n
          await (what === 'COME' ? company.receives : company.sendsBack)(
            goods.wanted,
            String(pieces),
            text(BigInt(fen)),
          )
          goods.taken += sign * BigInt(pieces)
          spent = { ...spent, goods: spent.goods + sign * BigInt(fen) }
        }
        const service = open(true)[pick % Math.max(open(true).length, 1)]
        if (service && what === 'CHARGE') {
          const { departmentId } = company
          const invoice = company.invoice({ line: service.wanted, net: text(BigInt(fen)), departmentId })
          await invoice.counts()
          service.taken += BigInt(fen)
          spent = { ...spent, services: spent.services + BigInt(fen) }
          charged.push({ line: service, fen: BigInt(fen), isTakenBack: invoice.isTakenBack })
        }
        const [gone] = what === 'TAKE_BACK' ? charged.splice(pick % Math.max(charged.length, 1), 1) : []
        if (gone) {
          await gone.isTakenBack()
          gone.line.taken -= gone.fen
          spent = { ...spent, services: spent.services - gone.fen }
        }
        if (what === 'REVISE') {
          budget = pick % 2 === 0 ? ['1405.01', '6602'] : ['1405.01', '6602/SALES', '6602']
          await revise(budget)
        }

        const total = (isService_: boolean) => open(isService_).reduce((sum, line) => sum + openOf(line), 0n)
        const item = (name: string, committed: bigint, actual: bigint) =>
          `${name} ${thisMonth} 1000.00 ${text(committed)} ${text(actual)}`
        const answers = budget.includes('6602/SALES') ? '6602/SALES' : '6602'
        const expected = budget.map((name) => {
          if (name === '1405.01') return item('1405.01/-/-', total(false), spent.goods)
          const parts = name.includes('/') ? `${name}/-` : `${name}/-/-`
          return name === answers ? item(parts, total(true), spent.services) : item(parts, 0n, 0n)
        })
        expect(await company.figures()).toEqual(expected.sort())
        expect(await company.open()).toBe(text(total(false) + total(true)))
      }
    }),
    { numRuns: 6, endOnFailure: true },
  )
}, 240_000)
