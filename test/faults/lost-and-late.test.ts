import { setTimeout as delay } from 'node:timers/promises'
import { processNames, services } from '@erp/local'
import { eventually, startSystem } from '@erp/testing'
import { jetstreamManager } from '@nats-io/jetstream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { today } from '../support/test-calendar.ts'
import { registerCompany } from '../support/test-company.ts'
import { brokenInvariants } from './invariants.ts'
import { watchLaw } from './law.ts'
import { persistently } from './persistent.ts'
import { plantedBreaks } from './planted-breaks.ts'
import { createRandom } from './random.ts'
import { ordersFor, type Receipt, receiveContinuously } from './receiving-clients.ts'
import { idsIn, scrambleStreams } from './scrambled-streams.ts'

const clients = 8
const inTheFlow = ['procurement', 'inventory', 'finance'] as const
const random = createRandom()
const system = await startSystem()
const company = await registerCompany(system)
const orders = await ordersFor(company, clients)
/** What the clients were told in all tests together. */
const acknowledged: Receipt[] = []

afterAll(() => {
  process.stdout.write(`FAULT_SEED=${random.seed}\n`)
})

async function allAlive(): Promise<void> {
  await system.nats.start()
  await Promise.all(processNames.map(system.start))
}

/** Nothing lost and nothing doubled: what clients were told is there once, and stock and ledger agree to the cent. */
async function expectAllOnce(): Promise<void> {
  await persistently(() => company.atRest())
  const confirmed = await system.database('procurement').rows<{ id: string }>`
    select id from goods_receipt where status = 'CONFIRMED'`
  expect(confirmed.map(({ id }) => id).toSorted()).toEqual(acknowledged.map(({ id }) => id).toSorted())
  await eventually(async () =>
    expect(await company.reconciliation()).toMatchObject({ inFlightValue: '0.00', difference: '0.00' }),
  )
  expect(await brokenInvariants(system, { atRest: true })).toEqual([])
}

describe('the check of the invariants notices when', () => {
  beforeAll(async () => acknowledged.push(await receiveAndSendBack()))

  test.each(plantedBreaks)('$what', async ({ service, plant, mend, broken }) => {
    const { rows } = system.database(service)
    await rows(plant)
    const breaks = await brokenInvariants(system, { atRest: true })
    await rows(mend)
    expect(breaks).toContainEqual(expect.stringContaining(broken))
  })

  test('and nothing when all of it is mended', async () => {
    expect(await brokenInvariants(system, { atRest: true })).toEqual([])
  })
})

describe('nothing is lost and nothing doubled when', () => {
  beforeEach(allAlive)

  test('every message comes twice and out of order', { timeout: 120_000 }, async () => {
    await Promise.all([system.kill('inventory'), system.kill('finance')])
    const receiving = receiveContinuously(company, orders, acknowledged)
    await eventually(() => expect(receiving.count()).toBeGreaterThan(2 * clients), { withinMs: 30_000 })
    const { length: received } = await receiving.stop()
    await eventually(async () => expect(await unsentBy('procurement')).toBe(0))
    await system.kill('procurement')
    await scrambleStreams(system, inTheFlow, random)

    await system.start('inventory') // goods come into stock in another order than they were received in
    await rename('STEEL', ['Cold steel', 'Rolled steel', 'Cold-rolled steel'])
    await eventually(async () => expect(await receiptsInStock()).toBe(acknowledged.length), { withinMs: 30_000 })
    await eventually(async () => expect(await unsentBy('inventory')).toBe(0))
    await system.kill('inventory')
    await scrambleStreams(system, inTheFlow, random)

    await Promise.all(inTheFlow.map(system.start))
    await expectAllOnce()
    expect(await deliveriesTo('finance', 'EVT_INVENTORY')).toBeGreaterThanOrEqual(2 * received)
    const [steel] = await system.database('procurement').rows`
    select name_en, version from item_replica where item_id = ${company.itemIds.get('STEEL')}`
    expect(steel).toEqual({ name_en: 'Cold-rolled steel', version: 4 })
  })

  test('nats-server dies and loses everything it stored', { timeout: 120_000 }, async () => {
    const receiving = receiveContinuously(company, orders, acknowledged)
    await eventually(() => expect(receiving.count()).toBeGreaterThan(clients), { withinMs: 30_000 })
    await system.nats.kill()
    const before = receiving.count()
    await system.nats.wipe()
    await eventually(() => expect(receiving.count()).toBeGreaterThan(before + clients), { withinMs: 30_000 })
    await system.nats.start()
    const after = receiving.count()
    await eventually(() => expect(receiving.count()).toBeGreaterThan(after + clients), { withinMs: 30_000 })

    await receiving.stop()
    await expectAllOnce()
    for (const service of inTheFlow) {
      const told = await system.database(service).rows<{ id: string }>`
      select event_id as id from platform.outbox where stream like 'EVT_%'`
      const stored = await idsIn(system, `EVT_${service.toUpperCase()}`)
      expect(stored.toSorted(), service).toEqual(told.map(({ id }) => id).toSorted())
    }
  })

  test('finance is away for a while', { timeout: 90_000 }, async () => {
    await system.kill('finance')
    const receiving = receiveContinuously(company, orders, acknowledged)
    await eventually(() => expect(receiving.count()).toBeGreaterThan(2 * clients), { withinMs: 30_000 })
    const [receipt] = await receiving.stop()
    if (!receipt) throw new Error('Nothing was received')
    await eventually(async () => expect(await company.legsOf(receipt)).toEqual(['STOCK POSTED', 'LEDGER PENDING']))
    expect(await brokenInvariants(system)).toEqual([])

    await system.start('finance')
    await expectAllOnce()
    expect(await company.legsOf(receipt)).toEqual(['STOCK POSTED', 'LEDGER POSTED'])
  })

  test('services are killed at random', { timeout: 360_000 }, async () => {
    const law = watchLaw(system, company)
    const receiving = receiveContinuously(company, orders, acknowledged)
    for (const service of random.shuffled([...inTheFlow, ...inTheFlow, ...inTheFlow])) {
      await delay(200 + random.below(1_000))
      await system.kill(service)
      await delay(random.below(500))
      await system.start(service)
    }
    const { looks, breaks } = await law.stop()
    expect(breaks).toEqual([])
    expect(looks).toBeGreaterThan(5)

    await receiving.stop()
    expect(receiving.repetitions()).toBeGreaterThan(0)
    await expectAllOnce()
  })

  test('every database session is cut, again and again', { timeout: 90_000 }, async () => {
    const receiving = receiveContinuously(company, orders, acknowledged)
    let cut = 0
    for (let time = 0; time < 5; time += 1) {
      await delay(200 + random.below(500))
      cut += await cutSessions()
    }
    expect(cut).toBeGreaterThan(5 * inTheFlow.length)
    const after = receiving.count()
    await eventually(() => expect(receiving.count()).toBeGreaterThan(after + clients), { withinMs: 30_000 })
    await receiving.stop()
    await expectAllOnce()
  })
})

/** A piece of what was received goes back, and one is sold, charged, returned and credited: all that a check can look at. */
async function receiveAndSendBack(): Promise<Receipt> {
  const [order] = orders
  if (!order) throw new Error('There is no order')
  const { bookkeeper, buyer, controller } = company
  await controller.change('ChooseReceiptEstimates', { mode: 'MONTH_START', effectiveOn: '2026-01-01' })
  await controller.change('ChooseCostOfSales', { mode: 'AT_INVOICE', effectiveOn: '2026-01-01' })
  const receipt = await company.storekeeper.receives(order, ['2 × STEEL', '2 × LAMP'])
  await company.buyer.sendsBack(await company.buyer.returns(receipt, ['1 × STEEL']))
  await controller.change('TurnReceiptEstimates', { kind: 'REVERSAL', period: '2026-04', waitMs: 10_000 })
  const ahead = await buyer.agreesOn(['1 × LAMP at 10.00'])
  await bookkeeper.matches(await bookkeeper.writesInvoiceAhead(ahead, ['1 × LAMP for 10.00 and 1.30']))
  await company.atRest()
  const { sales, biller } = company
  await sales.change('CreateQuotation', {
    ...{ customerId: await sales.customerId(), quotedOn: today, expiresOn: today },
    lines: [{ itemId: company.itemIds.get('LAMP'), quantity: '1', unitPrice: '20', taxCodeId: company.taxCodeId }],
  })
  const delivery = await sales.delivers(await sales.promises(['1 × LAMP at 20.00']))
  await biller.charges(delivery)
  await biller.credits(await biller.writesCredit(await sales.takesIn(await sales.hasBack(delivery, ['1 × LAMP']))))
  await company.atRest()
  return receipt
}

/** What PostgreSQL does to its clients when it restarts; the server itself is shared with other tests. */
async function cutSessions(): Promise<number> {
  const names = JSON.stringify(services.map((service) => system.database(service).name))
  const cut = await system.database('identity').rows`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname in (select jsonb_array_elements_text(${names}::jsonb)) and usename <> 'postgres'`
  return cut.length
}

/** Gives an item one name after the other, each in a message of its own. */
async function rename(item: string, names: readonly string[]): Promise<void> {
  let version = 1
  for (const en of names) {
    const input = { itemId: company.itemIds.get(item), expectedVersion: version, name: { zh: '钢板', en } }
    ;({ version } = await company.controller.change<{ version: number }>('ChangeItem', input))
  }
}

async function unsentBy(service: (typeof inTheFlow)[number]): Promise<number> {
  const [row] = await system.database(service).rows<{ count: number }>`
    select count(*)::int as count from platform.outbox where published_at is null`
  return row?.count ?? 0
}

async function receiptsInStock(): Promise<number> {
  const [row] = await system.database('inventory').rows<{ count: number }>`
    select count(*)::int as count from stock_document where document_type = 'GOODS_RECEIPT'`
  return row?.count ?? 0
}

/** How often the broker brought messages of a stream to a service, repetitions included. */
async function deliveriesTo(service: string, stream: string): Promise<number> {
  const manager = await jetstreamManager(await system.nats.connect('admin'))
  return (await manager.consumers.info(stream, `${service}__events`)).delivered.consumer_seq
}
