import { expect, test } from 'vitest'
import { thisMonth } from './budget-people.ts'
import { useFinanceDatabase } from './finance-database.ts'
import { amended, goods, orderOf, purchasersOf, requisitionOf, service, taking } from './purchase-people.ts'

const finance = await useFinanceDatabase()

/** A company whose goods may cost 1,000 this month, and whose sales department may spend as much. */
async function withBudget() {
  const company = await purchasersOf(finance)
  await company.inForce(`6602/SALES ${thisMonth} 1000.00`, `1405.01 ${thisMonth} 1000.00`)
  await company.control('BLOCK')
  const figures = async (item: '1405.01' | '6602/SALES') =>
    (await company.figures()).find((text) => text.startsWith(item))?.replace(/^\S+ \S+ 1000\.00 /, '')
  return { ...company, goodsHave: () => figures('1405.01'), salesHave: () => figures('6602/SALES') }
}
const despite = { despiteBudget: true }

test('what a requisition reserved moves with the order: only what is dearer needs budget, and what came is spent', async () => {
  const company = await withBudget()
  const desks = goods('100', '1000.00')
  const asked = requisitionOf(desks)
  expect(await company.reserves(asked)).toBe('reserved')
  expect(await company.goodsHave()).toBe('1000.00 0.00')
  expect(await company.reserves(orderOf(goods('1', '0.01')))).toBe(
    `BUDGET_EXCEEDED; 1405.01 ${thisMonth} BLOCK has 0.00 of 0.01`,
  )

  const line = goods('60', '600.01')
  const dear = { ...orderOf(line), takesOver: [taking(line, asked, desks)] }
  expect(await company.reserves(dear)).toBe(`BUDGET_EXCEEDED; 1405.01 ${thisMonth} BLOCK has 0.00 of 0.01`)
  expect(await company.goodsHave()).toBe('1000.00 0.00')
  const fair = amended(dear, { ...line, net: '540.00' })
  expect(await company.reserves(fair)).toBe('reserved')
  expect(await company.goodsHave()).toBe('940.00 0.00')

  await company.receives(line, '40', '365.00')
  expect(await company.goodsHave()).toBe('580.00 365.00')
  const closed = { ...amended(fair), takesOver: [taking(line, asked, desks, '40')] }
  await company.reserves(closed, despite)
  expect(await company.goodsHave()).toBe('600.00 365.00')
  await company.reserves(amended(asked), despite)
  expect(await company.goodsHave()).toBe('0.00 365.00')
  expect(await company.open()).toBe('0.00')
})

test('an order for the project of its requisition takes its budget over; for another it has to fit there', async () => {
  const company = await purchasersOf(finance)
  const { departmentId, projectId } = company
  const other = await company.value('project', 'TOWER')
  await company.inForce(`6602/-/BRIDGE ${thisMonth} 1000.00`, `6602/-/TOWER ${thisMonth} 500.00`)
  await company.control('BLOCK')
  const has = (bridge: string, tower: string) => [
    `6602/-/BRIDGE ${thisMonth} 1000.00 ${bridge}`,
    `6602/-/TOWER ${thisMonth} 500.00 ${tower}`,
  ]
  const wanted = { ...service('1000.00', departmentId, projectId), quantity: '10' }
  const asked = requisitionOf(wanted)
  expect(await company.reserves(asked)).toBe('reserved')
  const line = { ...service('600.00', departmentId, projectId), quantity: '6' }
  const order = { ...orderOf(line), takesOver: [taking(line, asked, wanted)] }
  expect(await company.reserves(order)).toBe('reserved')
  expect(await company.figures()).toEqual(has('1000.00 0.00', '0.00 0.00'))
  const elsewhere = amended(order, { ...line, projectId: other })
  expect(await company.reserves(elsewhere)).toBe(`BUDGET_EXCEEDED; 6602 ${thisMonth} BLOCK has 500.00 of 600.00`)
  const smaller = amended(elsewhere, { ...line, projectId: other, quantity: '5', net: '500.00' })
  expect(await company.reserves({ ...smaller, takesOver: [taking(line, asked, wanted, '5')] })).toBe('reserved')
  expect(await company.figures()).toEqual(has('500.00 0.00', '500.00 0.00'))
})

test('an order that is lowered, or whose reservation is taken back, gives back to a requisition that is still open', async () => {
  const company = await withBudget()
  const [desks, chairs] = [goods('10', '500.00'), goods('20', '300.00')]
  const asked = requisitionOf(desks, chairs)
  await company.reserves(asked)
  const [one, other] = [goods('10', '450.00'), goods('20', '260.00')]
  const order = { ...orderOf(one, other), takesOver: [taking(one, asked, desks), taking(other, asked, chairs)] }
  expect(await company.reserves(order)).toBe('reserved')
  expect(await company.goodsHave()).toBe('710.00 0.00')
  const less = {
    ...amended(order, { ...one, quantity: '4', net: '180.00' }),
    takesOver: [taking(one, asked, desks, '4')],
  }
  expect(await company.reserves(less, despite)).toBe('reserved')
  expect(await company.goodsHave()).toBe('780.00 0.00')
  expect(await company.reserves(order)).toBe('reserved')
  expect(await company.goodsHave()).toBe('780.00 0.00')
  await company.lets(less)
  expect(await company.goodsHave()).toBe('800.00 0.00')
})

test('what a requisition keeps once it is closed is what drafts still have of it, in whatever order finance hears', async () => {
  const company = await withBudget()
  const desks = goods('100', '1000.00')
  const asked = requisitionOf(desks)
  await company.reserves(asked)
  const closed = amended(asked, { ...desks, quantity: '60', net: '600.00' })
  await company.reserves(closed, despite)
  expect(await company.goodsHave()).toBe('600.00 0.00')
  const line = goods('60', '600.00')
  const order = { ...orderOf(line), takesOver: [taking(line, asked, desks)] }
  await company.reserves(orderOf(goods('1', '400.00')))
  expect(await company.reserves(order)).toBe('reserved')
  expect(await company.goodsHave()).toBe('1000.00 0.00')
  const givenUp = { ...amended(order), takesOver: [] }
  const rest = amended(closed)
  await company.reserves(rest, despite)
  await company.reserves(givenUp, despite)
  expect(await company.goodsHave()).toBe('400.00 0.00')
})

test('services are taken over by quantity from a requisition and by value by their invoices', async () => {
  const company = await withBudget()
  const { departmentId } = company
  const advice = { ...service('1000.00', departmentId), quantity: '10' }
  const asked = requisitionOf(advice)
  await company.reserves(asked)
  const line = { ...service('500.00', departmentId), quantity: '4' }
  expect(await company.reserves({ ...orderOf(line), takesOver: [taking(line, asked, advice)] })).toBe(
    `BUDGET_EXCEEDED; 6602 ${thisMonth} BLOCK has 0.00 of 100.00`,
  )
  const order = { ...orderOf({ ...line, net: '380.00' }), takesOver: [taking(line, asked, advice)] }
  expect(await company.reserves(order)).toBe('reserved')
  expect(await company.salesHave()).toBe('980.00 0.00')
  await company.invoice({ line, net: '380.00', departmentId }).counts()
  expect(await company.salesHave()).toBe('600.00 380.00')
})

test('an order for another department needs budget there, and lets the one that asked go free', async () => {
  const company = await withBudget()
  const advice = { ...service('800.00', company.departmentId), quantity: '8' }
  const asked = requisitionOf(advice)
  await company.reserves(asked)
  await company.inForce(...[`6602 ${thisMonth} 300.00`, `6602/SALES ${thisMonth} 1000.00`])
  const line = { ...service('400.00'), quantity: '4' }
  const order = { ...orderOf(line), takesOver: [taking(line, asked, advice)] }
  expect(await company.reserves(order)).toBe(`BUDGET_EXCEEDED; 6602 ${thisMonth} BLOCK has 300.00 of 400.00`)
  expect(await company.reserves(order, despite)).toMatch(/^reserved; 6602/)
  expect(await company.salesHave()).toBe('400.00 0.00')
})

test('what is taken over counts in the month of the requisition', async () => {
  const company = await withBudget()
  const before = `${Number(thisMonth.slice(0, 4)) - 1}-12`
  const desks = goods('10', '100.00')
  const asked = requisitionOf(desks)
  await company.reserves(asked)
  await finance.database.rows`
    update budget_reservation set period = ${before}, budget_item_id = null where document_id = ${asked.id}::uuid`
  const [line, more] = [goods('10', '90.00'), goods('1', '5.00')]
  await company.reserves({ ...orderOf(line, more), takesOver: [taking(line, asked, desks)] })
  const months = await finance.database.rows<{ lineId: string; period: string }>`
    select line_id as "lineId", period from budget_reservation where company_id = ${company.companyId}::uuid`
  const periodOf = (wanted: string) => months.find(({ lineId }) => lineId === wanted)?.period
  expect([periodOf(line.lineId), periodOf(more.lineId)]).toEqual([before, thisMonth])
})

test('of orders that take the last of a requisition and more at once, each fen is reserved once', async () => {
  const company = await withBudget()
  const desks = goods('50', '500.00')
  const asked = requisitionOf(desks)
  await company.reserves(asked)
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => {
      const line = goods('10', '250.00')
      return company.reserves({ ...orderOf(line), takesOver: [taking(line, asked, desks)] })
    }),
  )
  // Each needs 150 more than it takes over, and 500 are free.
  expect(outcomes.filter((outcome) => outcome === 'reserved')).toHaveLength(3)
  expect(await company.goodsHave()).toBe('950.00 0.00')
})
