import { eventually, startSystem } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll, describe, expect, test } from 'vitest'
import type { GoodsReceipt, PurchaseReturn } from '../support/documents.ts'
import { registerCompany } from '../support/test-company.ts'
import { type CrashPoint, pointsOfReceipt, pointsOfReturn, pointsOfUndo, rounds } from './crash-points.ts'
import { brokenInvariants } from './invariants.ts'
import { persistently, within } from './persistent.ts'

const system = await startSystem()
const company = await registerCompany(system)
const { buyer, storekeeper } = company
const order = await buyer.agreesOn(['1000 × STEEL at 10.00', '1000 × PAINT at 3.33'])
const stock = await storekeeper.receives(order, ['100 × STEEL', '100 × PAINT'])
/** What the rounds before have left, as quantities of either item. */
let onHand = 100
const hit = new Set<string>()

/** Arms every point, and starts each service again when it was killed there. */
async function killedAt(points: readonly CrashPoint[]): Promise<{ readonly survived: Promise<unknown> }> {
  const armed = await Promise.all(
    points.map(async ({ service, name }) => ({ service, name, ...(await system.armCrash(service, name)) })),
  )
  const revived = armed.map(async ({ service, name, crashed }) => {
    await within(60_000, crashed, `${name} was never passed`)
    hit.add(name)
    await system.start(service)
  })
  return { survived: Promise.all(revived) }
}

async function untilPosted(document: GoodsReceipt | PurchaseReturn): Promise<void> {
  const posted = ['STOCK POSTED', 'LEDGER POSTED']
  await eventually(
    async () => expect((await persistently(() => company.legsOf(document))).toSorted()).toEqual(posted.toSorted()),
    { withinMs: 60_000 },
  )
}

async function stockDocumentsOf({ id }: { readonly id: string }): Promise<readonly string[]> {
  const rows = await system.database('inventory').rows<{ moved: string }>`
    select string_agg(trim_scale(quantity) || ' worth ' || value, ', ' order by line_number) as moved
    from stock_document join stock_entry on stock_document_id = stock_document.id
    where document_id = ${id} group by stock_document_id order by min(position)`
  return rows.map(({ moved }) => moved)
}

/** Of 10.00 and 3.33 apiece; nothing is on its way. */
async function expectStockAndLedger(): Promise<void> {
  const cents = BigInt(onHand) * 1333n
  const value = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
  await company.atRest()
  expect(await company.stockOf('STEEL')).toEqual({ MAIN: `${onHand} / ${onHand * 10}.00` })
  expect(await company.reconciliation()).toEqual({
    stockValue: value,
    ledgerValue: value,
    inFlightValue: '0.00',
    difference: '0.00',
  })
}

const titled = (all: readonly CrashPoint[]) =>
  rounds(all).map((points) => [points.map(({ name }) => name).join(' and '), points] as const)

describe('a receipt is in stock once and has one voucher, although services were killed', () => {
  test.each(titled(pointsOfReceipt))('at %s', { timeout: 180_000 }, async (_, points) => {
    const draft = await storekeeper.drafts(order, ['3 × STEEL', '3 × PAINT'])
    const { survived } = await killedAt(points)
    const confirm = { idempotencyKey: newId(), goodsReceiptId: draft.id, expectedVersion: draft.version }
    await persistently(() => storekeeper.change('ConfirmGoodsReceipt', confirm))
    onHand += 3
    await survived

    await untilPosted(draft)
    expect(await stockDocumentsOf(draft)).toEqual(['3 worth 3000, 3 worth 999'])
    expect(await company.entriesOf(draft)).toEqual([
      ['Dr 1403 30.00', 'Dr 1403 9.99', 'Cr 2202.02 30.00', 'Cr 2202.02 9.99'],
    ])
    await expectStockAndLedger()
  })
})

describe('a return leaves stock once and has one voucher, although services were killed', () => {
  test.each(titled(pointsOfReturn))('at %s', { timeout: 180_000 }, async (_, points) => {
    const draft = await buyer.returns(stock, ['1 × STEEL', '1 × PAINT'])
    const { survived } = await killedAt(points)
    const confirm = { idempotencyKey: newId(), purchaseReturnId: draft.id, expectedVersion: draft.version }
    await persistently(() => buyer.change('ConfirmPurchaseReturn', confirm))
    onHand -= 1
    await survived

    await untilPosted(draft)
    expect(await stockDocumentsOf(draft)).toEqual(['-1 worth -1000, -1 worth -333'])
    expect(await company.entriesOf(draft)).toEqual([
      ['Dr 2202.02 10.00', 'Dr 2202.02 3.33', 'Cr 1403 10.00', 'Cr 1403 3.33'],
    ])
    await expectStockAndLedger()
  })
})

describe('a return that is taken back leaves stock and ledger as they were, although services were killed', () => {
  test.each(titled(pointsOfUndo))('at %s', { timeout: 180_000 }, async (_, points) => {
    const draft = await buyer.returns(stock, ['1 × STEEL', '1 × PAINT'])
    system.pause('inventory')
    await confirmUnseen(draft)
    const { survived } = await killedAt(points)
    await letAnswerBeMissed(draft)
    await eventually(async () => expect(await commandsSentFor(draft)).toBe(2), { withinMs: 60_000 })
    system.resume('inventory')
    await survived

    await eventually(async () => expect(await statusOf(draft)).toBe('CANCELLED'), { withinMs: 60_000 })
    await expectStockAndLedger()
    const moved = await stockDocumentsOf(draft)
    expect([[], ['-1 worth -1000, -1 worth -333', '1 worth 333, 1 worth 1000']]).toContainEqual(moved)
    expect(await company.entriesOf(draft)).toHaveLength(moved.length)
  })
})

/** Confirms without asking for anything of inventory, which answers nobody just now. */
async function confirmUnseen({ id, version }: PurchaseReturn): Promise<void> {
  const { errors } = await buyer.send(
    `mutation Confirm($input: ConfirmPurchaseReturnInput!) {
      confirmPurchaseReturn(input: $input) { purchaseReturn { status } userErrors { code } }
    }`,
    { input: { idempotencyKey: newId(), purchaseReturnId: id, expectedVersion: version } },
  )
  expect(errors).toEqual([])
}

/** The saga has asked as often as it may, and its patience ends now. */
async function letAnswerBeMissed({ id }: PurchaseReturn): Promise<void> {
  const { rows } = system.database('procurement')
  await rows`
    update platform.saga_step set sends = 4
    where saga_id = (select saga_id from platform.saga where document_id = ${id}) and direction = 'do'`
  await rows`update platform.saga set wake_at = now() where document_id = ${id} and ended_at is null`
}

async function commandsSentFor({ id }: PurchaseReturn): Promise<number> {
  const [row] = await system.database('procurement').rows<{ sent: number }>`
    select count(*)::int as sent from platform.outbox join platform.saga on saga_id = aggregate_id
    where document_id = ${id} and stream = 'CMD_INVENTORY' and published_at is not null`
  return row?.sent ?? 0
}

async function statusOf({ id }: PurchaseReturn): Promise<string | undefined> {
  const [row] = await system.database('procurement').rows<{ status: string }>`
    select status from purchase_return where id = ${id}`
  return row?.status
}

test('every point was hit, and every invariant holds at rest', async () => {
  expect(hit).toEqual(new Set([...pointsOfReceipt, ...pointsOfReturn, ...pointsOfUndo].map(({ name }) => name)))
  expect(await brokenInvariants(system, { atRest: true })).toEqual([])
})

afterAll(() => system.resume('inventory'))
