import { formatMoney, money } from '@erp/values'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thisMonth } from './budget-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { cny } from './posting-facts.ts'
import {
  goods,
  type Order,
  type OrderLine,
  orderOf,
  purchasersOf,
  requisitionOf,
  service,
  taking,
} from './purchase-people.ts'

const finance = await useFinanceDatabase()

const act = fc.record({
  what: fc.constantFrom(
    ...(['REQUEST', 'ORDER', 'ORDER', 'AMEND', 'CLOSE_ORDER', 'CLOSE_REQUISITION', 'HEAR', 'HEAR', 'HEAR'] as const),
    ...(['HEAR_AGAIN', 'UNDO', 'COME', 'COME', 'CHARGE'] as const),
  ),
  isService: fc.boolean(),
  pieces: fc.integer({ min: 1, max: 40 }),
  fen: fc.integer({ min: 1, max: 99_999 }),
  pick: fc.nat(),
})

/** A document as its owner has it, and as finance heard of it last. */
interface Document {
  now: Order
  heard: Order | undefined
  readonly said: Order[]
  /** Of its line, what is posted: pieces of goods, fen of services. */
  taken: bigint
}

const text = (fen: bigint) => formatMoney(money(fen, cny))
const pick = <One>(all: readonly One[], nat: number): One | undefined => all[nat % Math.max(all.length, 1)]
const fenOf = (net: string) => BigInt(net.replace('.', ''))

/** The share of an amount that is not taken, half a fen up. */
function openOf(amount: bigint, measure: bigint, taken: bigint): bigint {
  const left = taken >= measure ? 0n : measure - (taken < 0n ? 0n : taken)
  return (2n * amount * left + measure) / (2n * measure)
}

test('whatever is asked for, ordered, amended, closed and told in whatever order, each unit is committed once or spent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 12, maxLength: 30 }), async (acts) => {
      const company = await purchasersOf(finance)
      const { departmentId } = company
      await company.inForce(`1405.01 ${thisMonth} 1000.00`, `6602 ${thisMonth} 1000.00`)
      const requisitions: Document[] = []
      const orders: Document[] = []
      const unheard: { readonly of: Document; readonly says: Order }[] = []
      let spent = { goods: 0n, services: 0n }
      const documents = () => [...requisitions, ...orders]

      const says = (of: Document, order: Order) => {
        of.now = order
        of.said.push(order)
        unheard.push({ of, says: order })
      }
      const begin = (into: Document[], first: Order) => {
        const one: Document = { now: first, heard: undefined, said: [], taken: 0n }
        into.push(one)
        says(one, first)
      }
      const hear = async (of: Document, order: Order) => {
        expect(await company.reserves(order, { despiteBudget: true })).toMatch(/^reserved/)
        if (order.version > (of.heard?.version ?? 0)) of.heard = order
      }
      const lineOf = (isService: boolean, pieces: number, fen: number): OrderLine =>
        isService
          ? { ...service(text(BigInt(fen)), departmentId), quantity: String(pieces) }
          : goods(String(pieces), text(BigInt(fen)))
      const isServiceOf = ({ now }: Document) => now.lines[0]?.itemClass === 'SERVICE'

      /** What finance should have open of a line, from what it heard last of everything. */
      const openOfRequisition = ({ heard }: Document): bigint => {
        const [line] = heard?.lines ?? []
        if (!line) return 0n
        const taken = orders
          .flatMap((order) => order.heard?.takesOver ?? [])
          .filter(({ fromLineId }) => fromLineId === line.lineId)
          .reduce((total, { quantity }) => total + BigInt(quantity), 0n)
        return openOf(fenOf(line.net), BigInt(line.quantity), taken)
      }
      const openOfOrder = ({ heard, taken }: Document): bigint => {
        const [line] = heard?.lines ?? []
        if (!line) return 0n
        const measure = line.itemClass === 'SERVICE' ? fenOf(line.net) : BigInt(line.quantity)
        return openOf(fenOf(line.net), measure, taken)
      }
      const looksRight = async () => {
        const total = (isService: boolean) => {
          const isSuch = ({ said }: Document) => (said[0]?.lines[0]?.itemClass === 'SERVICE') === isService
          return (
            requisitions.filter(isSuch).reduce((sum, one) => sum + openOfRequisition(one), 0n) +
            orders.filter(isSuch).reduce((sum, one) => sum + openOfOrder(one), 0n)
          )
        }
        expect(await company.figures()).toEqual([
          `1405.01/-/- ${thisMonth} 1000.00 ${text(total(false))} ${text(spent.goods)}`,
          `6602/-/- ${thisMonth} 1000.00 ${text(total(true))} ${text(spent.services)}`,
        ])
        expect(await company.open()).toBe(text(total(false) + total(true)))
      }

      // Nothing else is said of a document before finance answered what was said of it first.
      for (const { what, isService, pieces, fen, pick: nat } of acts) {
        const one = pick(orders, nat)
        const asked = pick(requisitions, nat)
        const [line] = one?.now.lines ?? []
        const [wanted] = asked?.said[0]?.lines ?? []
        if (what === 'REQUEST') begin(requisitions, requisitionOf(lineOf(isService, pieces, fen)))
        if (what === 'ORDER' && asked && wanted) {
          const ordered = lineOf(wanted.itemClass === 'SERVICE', pieces, fen)
          begin(orders, { ...orderOf(ordered), takesOver: [taking(ordered, asked.now, wanted)] })
        }
        if (what === 'AMEND' && one?.heard && line) {
          const lines = [{ ...lineOf(isServiceOf(one), pieces, fen), lineId: line.lineId }]
          const takesOver = (one.now.takesOver ?? []).map((takeover) => ({ ...takeover, quantity: String(pieces) }))
          says(one, { ...one.now, version: one.now.version + 1, lines, takesOver })
        }
        if (what === 'CLOSE_ORDER' && one?.heard) {
          const takesOver = (one.now.takesOver ?? []).map((takeover) => ({ ...takeover, quantity: String(pieces % 3) }))
          says(one, { ...one.now, version: one.now.version + 1, lines: [], takesOver })
        }
        if (what === 'CLOSE_REQUISITION' && asked?.heard && wanted) {
          const kept = pieces % 2 === 0 ? [] : [{ ...wanted, quantity: String(pieces), net: text(BigInt(fen)) }]
          says(asked, { ...asked.now, version: asked.now.version + 1, lines: kept })
        }
        if (what === 'HEAR' && unheard.length > 0) {
          const [news] = unheard.splice(nat % unheard.length, 1)
          if (news) await hear(news.of, news.says)
        }
        const told = documents().filter(({ heard }) => heard !== undefined)
        const again = what === 'HEAR_AGAIN' ? pick(told, nat) : undefined
        if (again) {
          const known = again.said.filter(({ version }) => version <= (again.heard?.version ?? 0))
          await hear(again, pick(known, pieces) ?? again.now)
        }
        if (what === 'UNDO' && one?.heard) {
          await company.lets(one.heard)
          one.heard = { ...one.heard, lines: [], takesOver: [] }
        }
        const coming = pick(
          orders.filter(({ heard }) => (heard?.lines.length ?? 0) > 0),
          nat,
        )
        const [due] = coming?.heard?.lines ?? []
        if (what === 'COME' && coming && due && due.itemClass !== 'SERVICE') {
          await company.receives(due, String(pieces), text(BigInt(fen)))
          coming.taken += BigInt(pieces)
          spent = { ...spent, goods: spent.goods + BigInt(fen) }
        }
        if (what === 'CHARGE' && coming && due?.itemClass === 'SERVICE') {
          await company.invoice({ line: due, net: text(BigInt(fen)), departmentId }).counts()
          coming.taken += BigInt(fen)
          spent = { ...spent, services: spent.services + BigInt(fen) }
        }
        await looksRight()
      }

      for (const of of documents().filter(({ heard }) => heard === undefined)) await hear(of, of.now)
      for (const of of documents()) says(of, { ...of.now, version: of.now.version + 1, lines: [] })
      const order = fc.sample(fc.shuffledSubarray(unheard, { minLength: unheard.length }), 1)[0] ?? []
      for (const news of order) await hear(news.of, news.says)
      expect(await company.open()).toBe('0.00')
      await looksRight()
    }),
    { numRuns: 8, endOnFailure: true },
  )
}, 240_000)
