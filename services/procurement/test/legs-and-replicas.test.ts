import { accountRuleChanged, allContracts, type EventContract } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import { newTraceparent, replicatePeriods } from '@erp/service-kit'
import { newId } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { GoodsReceipt } from '../src/domain/goods-receipt.ts'
import type { PurchaseReturn } from '../src/domain/purchase-return.ts'
import { eventHandlers } from '../src/messaging/handlers.ts'
import { noteLedgerBlocked, noteLedgerPosted } from '../src/use-cases/note-legs.ts'
import { replicateAccountRules } from '../src/use-cases/replicate-facts.ts'
import { waitForLegs, waitForReturn, waitProblem } from '../src/use-cases/wait-for-legs.ts'
import { type Company, must, useProcurement } from './support/procurement.ts'

const { database, transactor, newCompany } = await useProcurement()

const from = (company: Company, receipt: GoodsReceipt) => ({
  companyId: company.companyId,
  sourceEventId: newId(),
  documentType: 'GOODS_RECEIPT' as const,
  documentId: receipt.id,
})
const held = (company: Company, receipt: GoodsReceipt, attempts: number) =>
  company.transact((unit) =>
    noteLedgerBlocked(unit, [
      { ...from(company, receipt), reason: 'PERIOD_CLOSED', facts: { period: '2026-10' }, attempts },
    ]),
  )
const posted = (company: Company, receipt: GoodsReceipt, attempts: number) =>
  company.transact((unit) =>
    noteLedgerPosted(unit, [
      {
        ...from(company, receipt),
        voucherId: newId(),
        voucherNumber: '记-2026-10-0001',
        postingDate: '2026-10-15',
        attempts,
      },
    ]),
  )
const ledgerLeg = async (receipt: GoodsReceipt) =>
  (
    await database.rows`
      select state, attempts, reason_code, facts from document_leg where document_id = ${receipt.id} and kind = 'LEDGER'`
  )[0]

async function receiptOf(company: Company): Promise<GoodsReceipt> {
  return company.received(await company.orders([{ quantity: '1' }]), ['1'])
}

describe('a leg', () => {
  test('is held with attempts and reason, then posted, and does not move any more', async () => {
    const company = await newCompany()
    const receipt = await receiptOf(company)
    await held(company, receipt, 1)
    await held(company, receipt, 4)
    expect(await ledgerLeg(receipt)).toEqual({
      state: 'BLOCKED',
      attempts: 4,
      reason_code: 'PERIOD_CLOSED',
      facts: { period: '2026-10' },
    })
    await posted(company, receipt, 5)
    const end = { state: 'POSTED', attempts: 5, reason_code: null, facts: { voucherNumber: '记-2026-10-0001' } }
    expect(await ledgerLeg(receipt)).toEqual(end)
    await held(company, receipt, 6)
    expect(await ledgerLeg(receipt)).toEqual(end)
  })

  test("of another company's document is out of reach", async () => {
    const [company, other] = [await newCompany(), await newCompany()]
    const receipt = await receiptOf(company)
    await posted(other, receipt, 1)
    expect(await ledgerLeg(receipt)).toMatchObject({ state: 'PENDING' })
  })
})

describe('waiting', () => {
  const waits = async (company: Company, documentId: string, waitMs: number) => {
    const start = performance.now()
    await waitForLegs(transactor, { companyId: company.companyId, documentId, waitMs })
    return performance.now() - start
  }

  test('ends as soon as every leg is settled, and otherwise when the time is over', async () => {
    const company = await newCompany()
    const receipt = await receiptOf(company)
    expect(await waits(company, receipt.id, 0)).toBeLessThan(50)
    expect(await waits(company, receipt.id, 300)).toBeGreaterThanOrEqual(295)

    await posted(company, receipt, 1)
    await database.rows`update document_leg set state = 'PENDING' where document_id = ${receipt.id} and kind = 'LEDGER'`
    await database.rows`update document_leg set state = 'POSTED' where document_id = ${receipt.id} and kind = 'STOCK'`
    const waiting = waits(company, receipt.id, 10_000)
    await posted(company, receipt, 2)
    expect(await waiting).toBeLessThan(5_000)
  })

  test('sees what another process has written', async () => {
    const company = await newCompany()
    const receipt = await receiptOf(company)
    const waiting = waits(company, receipt.id, 10_000)
    await database.rows`update document_leg set state = 'POSTED' where document_id = ${receipt.id}`
    expect(await waiting).toBeLessThan(5_000)
  })

  test('for a return goes on until its own outcome is here, though its legs are posted already', async () => {
    const company = await newCompany()
    const draft = must<PurchaseReturn>(await company.draftsReturn(await receiptOf(company), '1'))
    const { id: documentId } = must<PurchaseReturn>(await company.confirmsReturn(draft.id))
    await database.rows`update document_leg set state = 'POSTED' where document_id = ${documentId}`
    const waitsForReturn = async (waitMs: number) => {
      const start = performance.now()
      await waitForReturn(transactor, { companyId: company.companyId, documentId, waitMs })
      return performance.now() - start
    }
    expect(await waitsForReturn(300)).toBeGreaterThanOrEqual(295)

    const waiting = waitsForReturn(10_000)
    await database.rows`update purchase_return set status = 'CONFIRMED', confirmed_at = now() where id = ${documentId}`
    expect(await waiting).toBeLessThan(5_000)
  })

  test('is at most ten seconds', () => {
    expect([0, 10_000].map(waitProblem)).toEqual([undefined, undefined])
    for (const wrong of [-1, 10_001])
      expect(waitProblem(wrong)).toMatchObject({ refusal: 'InvalidInput', field: 'waitMs' })
  })
})

describe('a replica', () => {
  test('keeps the newest version, whatever comes twice or late', async () => {
    const company = await newCompany()
    const told = (status: 'OPEN' | 'CLOSED', version: number) =>
      company.transact((unit) =>
        replicatePeriods(unit.tx, [{ companyId: company.companyId, period: '2026-11', status, version }]),
      )
    const status = async () =>
      (
        await database.rows`select status, version from period_replica where company_id = ${company.companyId} and period = '2026-11'`
      )[0]
    await told('OPEN', 3)
    await told('CLOSED', 2)
    await told('CLOSED', 3)
    expect(await status()).toEqual({ status: 'OPEN', version: 3 })
    await told('CLOSED', 4)
    expect(await status()).toEqual({ status: 'CLOSED', version: 4 })
  })

  test('takes a whole run in one statement', async () => {
    const company = await newCompany()
    const [example] = accountRuleChanged.examples
    if (!example) throw new Error('There is no example')
    const rules = Array.from({ length: 300 }, () => ({ ...example, companyId: company.companyId, ruleId: newId() }))
    await company.transact((unit) => replicateAccountRules(unit, rules))
    expect(
      await database.rows`select count(*) from account_rule_replica where company_id = ${company.companyId}`,
    ).toEqual([{ count: '309' }])
  })
})

describe('every event procurement hears', () => {
  test.each(eventHandlers.map(({ contract }) => [contract.type, contract] as const))(
    '%s is taken as its examples say, twice',
    async (_, contract) => {
      const handler = eventHandlers.find((one) => one.contract === contract)
      for (const payload of contract.examples as readonly { companyId: string }[]) {
        const message = asMessage(contract, payload)
        for (const time of [1, 2])
          await transactor.system([payload.companyId], `time ${time}`, async (unit) => handler?.handle(unit, [message]))
      }
    },
  )

  test('is published by somebody else', () => {
    const published = new Set(allContracts.map(({ type }) => type))
    for (const { contract } of eventHandlers) {
      expect(published).toContain(contract.type)
      expect(contract.service).not.toBe('procurement')
    }
  })
})

function asMessage(contract: EventContract, payload: { companyId: string }): Message {
  return {
    eventId: newId(),
    type: contract.type,
    subject: 'evt',
    seq: 1,
    companyId: payload.companyId,
    aggregateId: newId(),
    payload: contract.schema.parse(payload),
    traceparent: newTraceparent(),
    actorId: newId(),
    attempts: 1,
    receivedAt: new Date(),
  }
}

describe('the second wall', () => {
  test('a transaction without a company sees and writes nothing', async () => {
    const company = await newCompany()
    const receipt = await receiptOf(company)
    const tables = await database.rows<{ name: string; forced: boolean }>`
      select relname as name, relforcerowsecurity as forced from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> '_prisma_migrations' order by 1`
    expect(tables.length).toBeGreaterThan(20)
    expect(tables.filter(({ forced }) => !forced)).toEqual([])
    await transactor.read([], async (tx) => {
      expect(await tx.goodsReceipt.count()).toBe(0)
      expect(await tx.purchaseOrderLine.count()).toBe(0)
      expect(await tx.itemReplica.count()).toBe(0)
    })
    expect(await company.receiptNow(receipt)).toEqual(receipt)
  })

  test('what an order once said cannot be changed or removed by the application', async () => {
    const company = await newCompany()
    const order = await company.orders([{ quantity: '1' }])
    for (const forbidden of [
      () => company.transact(({ tx }) => tx.$executeRaw`update purchase_order_revision set reason = 'other'`),
      () => company.transact(({ tx }) => tx.$executeRaw`delete from purchase_order_revision`),
      () => company.transact(({ tx }) => tx.$executeRaw`delete from goods_receipt where id = ${order.id}::uuid`),
    ])
      await expect(forbidden()).rejects.toThrow('permission denied')
  })
})
