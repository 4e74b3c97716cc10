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
  forProject: fc.boolean(),
  pieces: fc.integer({ min: 1, max: 50 }),
  fen: fc.integer({ min: 1, max: 99_999 }),
  pick: fc.nat(),
})

/** A line that was ordered, and what of it was posted; it is closed once nothing more is wanted. */
type Line = { wanted: OrderLine; measure: bigint; net: bigint; taken: bigint; closed: boolean }
type Known = { order: Order; lines: Line[]; before: Order }
type Charged = {
  readonly line: Line
  readonly fen: bigint
  readonly projectId: string | undefined
  readonly isTakenBack: () => Promise<unknown>
}

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
      let budget = ['1405.01', '6602/SALES', '6602/-/BRIDGE']
      const spent = { goods: 0n, services: 0n, ofProject: 0n }
      const spend = (projectId: string | undefined, fen: bigint) => {
        spent[projectId === undefined ? 'services' : 'ofProject'] += fen
      }
      const revise = (items: readonly string[]) =>
        company.inForce(...items.map((item) => `${item} ${thisMonth} 1000.00`))
      const lineOf = (
        isService: boolean,
        { pieces, fen, forProject }: { pieces: number; fen: number; forProject: boolean },
        lineId = newId(),
      ): Line => ({
        wanted: {
          ...(forProject ? { projectId: company.projectId } : {}),
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
      for (const { what, isService, pick, ...figures } of acts) {
        const { pieces, fen } = figures
        const one = known[pick % Math.max(known.length, 1)]
        if (what === 'ORDER') {
          const order = { id: newId(), version: 1, lines: [] }
          const fresh = {
            order,
            before: order,
            lines: [lineOf(isService, figures), lineOf(!isService, figures)],
          }
          known.push(fresh)
          await says(fresh)
        }
        if (what === 'AMEND' && one) {
          one.lines = one.lines.map((line) => {
            if (line.closed) return line
            const { lineId, itemClass } = line.wanted
            return { ...lineOf(itemClass === 'SERVICE', figures, lineId), taken: line.taken }
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
          spent.goods += sign * BigInt(fen)
        }
        const service = open(true)[pick % Math.max(open(true).length, 1)]
        if (service && what === 'CHARGE') {
          const { departmentId, projectId } = service.wanted
          const invoice = company.invoice({ line: service.wanted, net: text(BigInt(fen)), departmentId, projectId })
          await invoice.counts()
          service.taken += BigInt(fen)
          spend(projectId, BigInt(fen))
          charged.push({ line: service, fen: BigInt(fen), projectId, isTakenBack: invoice.isTakenBack })
        }
        const [gone] = what === 'TAKE_BACK' ? charged.splice(pick % Math.max(charged.length, 1), 1) : []
        if (gone) {
          await gone.isTakenBack()
          gone.line.taken -= gone.fen
          spend(gone.projectId, -gone.fen)
        }
        if (what === 'REVISE') {
          const wide = ['1405.01', '6602']
          budget =
            [wide, [...wide, '6602/SALES'], [...wide, '6602/-/BRIDGE'], [...wide, '6602/SALES/BRIDGE']][pick % 4] ??
            wide
          await revise(budget)
        }

        const total = (lines: readonly Line[]) => lines.reduce((sum, line) => sum + openOf(line), 0n)
        const isOfProject = ({ wanted }: Line) => wanted.projectId !== undefined
        const [ofProject, services] = [open(true).filter(isOfProject), open(true).filter((line) => !isOfProject(line))]
        const counted = [
          { on: ['1405.01'], committed: total(open(false)), actual: spent.goods },
          {
            on: ['6602/SALES/BRIDGE', '6602/-/BRIDGE', '6602/SALES', '6602'],
            committed: total(ofProject),
            actual: spent.ofProject,
          },
          { on: ['6602/SALES', '6602'], committed: total(services), actual: spent.services },
        ].map(({ on, ...figures }) => ({ item: on.find((name) => budget.includes(name)), ...figures }))
        const expected = budget.map((name) => {
          const own = counted.filter(({ item }) => item === name)
          const sum = (of: 'committed' | 'actual') => text(own.reduce((all, figures) => all + figures[of], 0n))
          const [account, department = '-', project = '-'] = name.split('/')
          return `${account}/${department}/${project} ${thisMonth} 1000.00 ${sum('committed')} ${sum('actual')}`
        })
        expect(await company.figures()).toEqual(expected.sort())
        expect(await company.open()).toBe(text(total([...open(false), ...open(true)])))
      }
    }),
    { numRuns: 6, endOnFailure: true },
  )
}, 240_000)
