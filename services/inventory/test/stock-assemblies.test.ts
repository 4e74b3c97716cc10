import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { CostingMethod, Item } from '../src/domain/item.ts'
import type { Warehouse } from '../src/domain/warehouse.ts'
import { reserveByHand } from '../src/use-cases/reserve-by-hand.ts'
import { type Shown, useDocuments } from './use-documents.ts'
import { useGraph } from './use-graph.ts'
import { useInventory } from './use-inventory.ts'

const inventory = await useInventory()
const { database, transactor } = inventory
const graph = await useGraph(inventory)
const documents = await useDocuments(inventory, graph, 'StockAssembly', ['STOCK_ASSEMBLY', 'OTHER_RECEIPT'])
const { company, step, seen, refusedAs, draft, ledgerOf } = documents
const colleague = graph.colleagueOf(company.companyId)
const receipts = await useDocuments(inventory, graph, 'MiscellaneousMovement', [], company)
const main = await company.warehouse('MAIN')
const on = '2026-03-10'

type Line = { item: Item; quantity: string; warehouse?: Warehouse } & Record<string, unknown>
const lineOf = ({ item, warehouse = main, ...line }: Line) => ({
  itemId: item.id,
  warehouseId: warehouse.id,
  ...line,
})
const assembly = (product: Line, ...components: Line[]) => goods('ASSEMBLY', product, components)
const disassembly = (product: Line, ...components: Line[]) => goods('DISASSEMBLY', product, components)
const goods = (kind: string, product: Line, components: readonly Line[]) => ({
  ...{ kind, businessDate: on, reason: 'As ordered' },
  product: lineOf(product),
  components: components.map(lineOf),
})
const has = (item: Item, quantity: string, value: string, more: Record<string, unknown> = {}) =>
  receipts.confirmed({
    ...{ kind: 'OTHER_RECEIPT', businessDate: on },
    lines: [{ ...lineOf({ item, quantity, ...more }), value }],
  })
const confirm = (of: Shown) => step('Confirm', seen(of), colleague)
async function confirmed(input: object): Promise<Shown> {
  const { document, userErrors } = await confirm(await draft(input))
  expect(userErrors).toEqual([])
  return document as Shown
}
const unitOfBoxes = { units: [{ unit: 'BOX', numerator: '12', denominator: '1' }] }
const standard = async ({ id }: Item, perUnit: string) => {
  await database.rows`insert into item_standard_cost (item_id, company_id, per_unit, changed_at)
    values (${id}, ${company.companyId}, ${perUnit}, now())`
}
const told = async ({ id }: Shown) =>
  (
    await database.rows<{ lines: Record<string, string>[] }>`
      select payload -> 'lines' as lines from platform.outbox where payload ->> 'documentId' = ${id} order by pos`
  ).map(({ lines }) =>
    lines.map(({ quantity, stockValue, clearingValue, differenceValue }) =>
      [quantity, stockValue, clearingValue, differenceValue].join(' '),
    ),
  )

describe('putting together', () => {
  test('takes components at what they carry, in any unit, and gives the product exactly their sum', async () => {
    const tile = await documents.item('A-TILE', 'MOVING_AVERAGE', unitOfBoxes)
    const glue = await documents.item('A-GLUE', 'FIFO')
    const panel = await documents.item('A-PANEL', 'MOVING_AVERAGE')
    await has(tile, '36', '100.00')
    await has(glue, '2', '3.00')
    await has(glue, '5', '10.00')
    const made = await confirmed(
      assembly(
        { item: panel, quantity: '7' },
        { item: tile, quantity: '1', unit: 'BOX' },
        { item: glue, quantity: '3' },
      ),
    )
    expect(made).toMatchObject({ number: 'SA-2026-000001', status: 'CONFIRMED', version: 2 })
    expect(await told(made)).toEqual([['-12 -33.33 -33.33 0.00', '-3 -5.00 -5.00 0.00', '7 38.33 38.33 0.00']])
    expect(await ledgerOf(panel)).toEqual(['7 / 38.33 → 7 / 38.33'])

    const back = await documents.cancel(made)
    expect(back.status).toBe('CANCELLED')
    expect(await ledgerOf(panel)).toEqual(['7 / 38.33 → 7 / 38.33', 'back -7 / -38.33 → 0 / 0.00'])
    expect((await ledgerOf(glue)).at(-1)).toBe('back 3 / 5.00 → 7 / 13.00')
    expect((await ledgerOf(tile)).at(-1)).toBe('back 12 / 33.33 → 36 / 100.00')
  })

  test('at standard cost, tells the difference to it apart, and the sum stays the sum', async () => {
    const bolt = await documents.item('S-BOLT', 'MOVING_AVERAGE')
    const frame = await documents.item('S-FRAME', 'STANDARD')
    await standard(frame, '20.00')
    await has(bolt, '4', '45.30')
    const made = await confirmed(assembly({ item: frame, quantity: '2' }, { item: bolt, quantity: '4' }))
    expect(await told(made)).toEqual([['-4 -45.30 -45.30 0.00', '2 40.00 45.30 5.30']])
    expect(await ledgerOf(frame)).toEqual(['2 / 40.00 → 2 / 40.00'])
  })

  test('goes between warehouses with areas of their own, into the places and lots that lines name', async () => {
    const east = await company.warehouse('EAST')
    const part = await documents.item('L-PART', 'SPECIFIC', { tracking: 'LOT' })
    const kit = await documents.item('L-KIT', 'SPECIFIC', { tracking: 'SERIAL' })
    await has(part, '10', '10.00', { lotCode: 'P-1' })
    await has(part, '10', '30.00', { lotCode: 'P-2' })
    const location = await documents.location(east, 'E-1')
    const input = assembly(
      { item: kit, quantity: '1', warehouse: east, lotCode: 'KIT-1', locationId: location.id },
      { item: part, quantity: '4', lotCode: 'P-2' },
      { item: part, quantity: '1', lotCode: 'P-1' },
    )
    const made = await confirmed(input)
    expect(await told(made)).toEqual([['-4 -12.00 -12.00 0.00', '-1 -1.00 -1.00 0.00', '1 13.00 13.00 0.00']])
    const [bin] = await database.rows<{ code: string; place: string; on_hand: string }>`
      select l.code, w.code as place, b.on_hand::int::text as on_hand
      from bin_stock b join lot l on l.id = b.lot_id join warehouse_location w on w.id = b.location_id
      where b.item_id = ${kit.id}`
    expect(bin).toEqual({ code: 'KIT-1', place: 'E-1', on_hand: '1' })
    await refusedAs(confirm(await draft(input)), 'SerialInStock')
    const elsewhere = assembly(
      { item: kit, quantity: '1', lotCode: 'KIT-2', locationId: location.id },
      ...[{ item: part, quantity: '1', lotCode: 'P-1' }],
    )
    await refusedAs(step('Create', elsewhere), 'InvalidInput', { field: 'product.locationId', problem: 'UNKNOWN' })
  })
})

describe('taking apart', () => {
  test.each<CostingMethod>(['MOVING_AVERAGE', 'FIFO'])(
    'divides by typed shares, largest remainder first: %s',
    async (costing) => {
      const whole = await documents.item(`D-${costing}`, costing)
      const parts = await Promise.all(['X', 'Y', 'Z'].map((name) => documents.item(`D-${costing}-${name}`, costing)))
      await has(whole, '1', '100.00')
      const made = await confirmed(
        disassembly({ item: whole, quantity: '1' }, ...parts.map((item) => ({ item, quantity: '1', share: '1' }))),
      )
      expect(await told(made)).toEqual([
        ['-1 -100.00 -100.00 0.00', '1 33.34 33.34 0.00', '1 33.33 33.33 0.00', '1 33.33 33.33 0.00'],
      ])
      await documents.cancel(made)
      expect(await company.stockOf(whole)).toEqual({ balances: ['1 / 10000'], onHand: ['1'] })
    },
  )

  test('divides by what components cost now, last cost, or cost at standard where no shares are typed', async () => {
    const whole = await documents.item('C-WHOLE', 'MOVING_AVERAGE')
    const now = await documents.item('C-NOW', 'MOVING_AVERAGE')
    const last = await documents.item('C-LAST', 'FIFO')
    const fixed = await documents.item('C-FIXED', 'STANDARD')
    await standard(fixed, '5.00')
    await has(whole, '2', '101.00')
    await has(now, '10', '20.00')
    const gone = await has(last, '1', '3.00')
    await confirmed(assembly({ item: whole, quantity: '1' }, { item: last, quantity: '1' }))
    expect(gone.status).toBe('CONFIRMED')
    const made = await confirmed(
      disassembly(
        { item: whole, quantity: '3' },
        { item: now, quantity: '1' },
        { item: last, quantity: '1' },
        { item: fixed, quantity: '1' },
      ),
    )
    // 104.00 by 2 : 3 : 5; the standard component takes its standard, and the rest is a variance.
    expect(await told(made)).toEqual([
      ['-3 -104.00 -104.00 0.00', '1 20.80 20.80 0.00', '1 31.20 31.20 0.00', '1 5.00 52.00 47.00'],
    ])
  })

  test('is refused where nothing says what components are worth', async () => {
    const whole = await documents.item('U-WHOLE', 'MOVING_AVERAGE')
    const [known, unknown, free] = await Promise.all(
      ['U-KNOWN', 'U-UNKNOWN', 'U-FREE'].map((code) => documents.item(code, 'MOVING_AVERAGE')),
    )
    if (!known || !unknown || !free) throw new Error('There are three items.')
    await has(whole, '1', '10.00')
    await has(known, '1', '10.00')
    await has(free, '1', '0', { zeroCost: true, note: 'Sample' })
    const apart = (...components: Line[]) => disassembly({ item: whole, quantity: '1' }, ...components)
    const unknownCost = await draft(apart({ item: known, quantity: '1' }, { item: unknown, quantity: '1' }))
    await refusedAs(confirm(unknownCost), 'CostUnknown')
    const freeTwice = await draft(apart({ item: free, quantity: '1' }, { item: free, quantity: '2' }))
    await refusedAs(confirm(freeTwice), 'SharesAreZero')
    await refusedAs(step('Create', apart({ item: known, quantity: '1', share: '0' })), 'InvalidInput', {
      ...{ field: 'components.0.share', problem: 'NOT_ABOVE_ZERO' },
    })
    const someShares = apart({ item: known, quantity: '1', share: '1' }, { item: unknown, quantity: '1' })
    await refusedAs(step('Create', someShares), 'InvalidInput', {
      ...{ field: 'components.1.share', problem: 'OF_ALL_OR_NONE' },
    })
    const ofAssembly = assembly({ item: whole, quantity: '1' }, { item: known, quantity: '1', share: '1' })
    await refusedAs(step('Create', ofAssembly), 'InvalidInput', { problem: 'ONLY_OF_DISASSEMBLY' })
    expect(await company.stockOf(whole)).toEqual({ balances: ['1 / 1000'], onHand: ['1'] })
  })
})

describe('an assembly', () => {
  test('is refused, and nothing is stored, where goods are short, reserved or the same on both sides', async () => {
    const [part, whole] = await Promise.all(['R-PART', 'R-WHOLE'].map((code) => documents.item(code, 'FIFO')))
    if (!part || !whole) throw new Error('There are two items.')
    await has(part, '5', '50.00')
    const kept = await transactor.transact(company.caller, 'keep', (unit) =>
      reserveByHand(unit, { itemId: part.id, warehouseId: main.id, quantity: '2', reference: 'Lin Hai' }),
    )
    expect(kept).not.toHaveProperty('refusal')
    const four = await draft(assembly({ item: whole, quantity: '1' }, { item: part, quantity: '4' }))
    await refusedAs(confirm(four), 'StockInsufficient', { available: '3', requested: '4' })
    const itself = assembly({ item: part, quantity: '1' }, { item: part, quantity: '1' })
    await refusedAs(step('Create', itself), 'ProductAmongComponents', { path: ['input', 'components', '0', 'itemId'] })
    await refusedAs(step('Create', assembly({ item: part, quantity: '1' })), 'InvalidInput', {
      ...{ field: 'components', problem: 'EMPTY' },
    })
    const inexact = await documents.item('R-THIRD', 'FIFO', {
      units: [{ unit: 'ROLL', numerator: '1', denominator: '3' }],
    })
    const third = assembly({ item: whole, quantity: '1' }, { item: inexact, quantity: '1', unit: 'ROLL' })
    await refusedAs(step('Create', third), 'QuantityNotExact')
    expect(await company.stockOf(part)).toEqual({ balances: ['5 / 5000'], onHand: ['5'] })
  })

  test('takes nothing that is not there, even where others may', async () => {
    const warehouse = await documents.lenient('LENIENT')
    const [part, whole] = await Promise.all(['N-PART', 'N-WHOLE'].map((code) => documents.item(code, 'FIFO')))
    if (!part || !whole) throw new Error('There are two items.')
    await has(part, '1', '10.00', { warehouse })
    const two = await draft(assembly({ item: whole, quantity: '1' }, { item: part, quantity: '2', warehouse }))
    await refusedAs(confirm(two), 'StockInsufficient', { available: '1', requested: '2' })
  })

  test('is confirmed by somebody else, as it was seen, in an open period, once for each key', async () => {
    const [part, whole] = await Promise.all(['M-PART', 'M-WHOLE'].map((code) => documents.item(code, 'FIFO')))
    if (!part || !whole) throw new Error('There are two items.')
    await has(part, '5', '50.00')
    const input = assembly({ item: whole, quantity: '1' }, { item: part, quantity: '1' })
    const made = await draft(input)
    await refusedAs(step('Confirm', seen(made), documents.user), 'MakerConfirms')
    const { kind: _, ...content } = { ...input, components: [lineOf({ item: part, quantity: '2' })] }
    const { document: changed } = await step('Change', { ...seen(made), ...content })
    expect(changed).toMatchObject({ number: made.number, version: 2 })
    await refusedAs(confirm(made), 'StaleVersion', { currentVersion: 2 })
    await documents.period('CLOSED', 2)
    await refusedAs(confirm(changed as Shown), 'PeriodNotOpen', { period: '2026-03' })
    await documents.period('OPEN', 3)
    const idempotencyKey = newId()
    const once = await step('Confirm', { ...seen(changed as Shown), idempotencyKey }, colleague)
    const again = await step('Confirm', { ...seen(changed as Shown), idempotencyKey }, colleague)
    expect(again).toEqual(once)
    expect(await ledgerOf(whole)).toEqual(['1 / 20.00 → 1 / 20.00'])
    const given = await draft(input)
    const { document: discarded } = await step('Discard', seen(given))
    expect(discarded).toMatchObject({ status: 'DISCARDED', stockEntries: [] })
  })

  test('is confirmed neither by its maker nor by who changed it', async () => {
    const [part, whole] = await Promise.all(['K-PART', 'K-WHOLE'].map((code) => documents.item(code, 'FIFO')))
    if (!part || !whole) throw new Error('There are two items.')
    await has(part, '5', '50.00')
    const { kind, ...content } = assembly({ item: whole, quantity: '1' }, { item: part, quantity: '3' })
    const made = await draft(assembly({ item: whole, quantity: '1' }, { item: part, quantity: '1' }))
    expect(await documents.changedByAnother(made, content)).toMatchObject({ status: 'CONFIRMED' })
    expect(await ledgerOf(whole)).toEqual(['1 / 30.00 → 1 / 30.00'])
  })

  test('is not taken back once what came in is used', async () => {
    const [part, whole] = await Promise.all(['B-PART', 'B-WHOLE'].map((code) => documents.item(code, 'FIFO')))
    if (!part || !whole) throw new Error('There are two items.')
    await has(part, '1', '10.00')
    const made = await confirmed(assembly({ item: whole, quantity: '1' }, { item: part, quantity: '1' }))
    await confirmed(disassembly({ item: whole, quantity: '1' }, { item: part, quantity: '1' }))
    await refusedAs(step('Cancel', seen(made)), 'StockUsedSince', { itemId: whole.id })
  })
})
