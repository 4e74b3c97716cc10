import {
  accountRuleChanged,
  cancelPurchaseReturnIssue,
  companyChanged,
  type EventContract,
  goodsReceiptConfirmed,
  issuePurchaseReturn,
  itemChanged,
  type PayloadOf,
  periodChanged,
  postingBlocked,
  postingPosted,
  purchaseReturnIssueCancelled,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
  stockDocumentPosted,
  taxCodeChanged,
  voucherTemplateActivated,
  warehouseChanged,
} from '@erp/contracts'
import { emit, onCommand, onEvent, onUndo, reply, startMessaging } from '@erp/messaging'
import { createLogger, createTransactor, type UnitOfWork } from '@erp/service-kit'
import { type TestNats, useDatabase } from '@erp/testing'
import { newId } from '@erp/values'
import { afterAll } from 'vitest'
import { connectDatabase } from '../../src/store/database.ts'

const logger = createLogger('test', 'silent')

/**
 * Another service as far as procurement can tell: a database of its own, its own NATS user, its contracts. Only the
 * tables of messaging are used, which every database has, so procurement's own stands in for the other's.
 */
async function neighbour(service: 'identity' | 'inventory' | 'finance') {
  const database = await useDatabase('procurement')
  const prisma = connectDatabase(database.appUrl)
  afterAll(() => prisma.$disconnect())
  const transactor = createTransactor(prisma, { service, logger })
  const tell = <Payload extends { companyId: string }>(
    contract: EventContract<Payload>,
    aggregateId: string,
    payload: Payload,
  ) => transactor.system([payload.companyId], 'test', (unit) => emit(unit, contract, { aggregateId, payload }))
  const start = (
    nats: TestNats,
    handlers: Pick<Parameters<typeof startMessaging>[0], 'events' | 'commands'> = { events: [], commands: [] },
  ) => {
    const messaging = startMessaging({
      service,
      transactor,
      relayDatabaseUrl: database.relayUrl,
      nats: { url: nats.url, nkeySeed: nats.seedOf(service) },
      ...handlers,
      sagas: [],
      logger,
    })
    afterAll(() => messaging.stop())
    return messaging
  }
  return { tell, start }
}

/** What the neighbours do next; a test sets it before it acts. */
export interface Behaviour {
  /** Inventory refuses returns with this reason. */
  refuseReturns: string | undefined
  /** Finance holds postings with this reason. */
  holdPostings: string | undefined
}

/** Identity, inventory and finance, with one company set up in them that can buy in October 2026. */
export async function startNeighbours(nats: TestNats) {
  const [identity, inventory, finance] = await Promise.all([
    neighbour('identity'),
    neighbour('inventory'),
    neighbour('finance'),
  ])
  const behaviour: Behaviour = { refuseReturns: undefined, holdPostings: undefined }
  const company = {
    companyId: newId(),
    itemId: newId(),
    warehouseId: newId(),
    valuationAreaId: newId(),
    taxCodeId: newId(),
  }

  identity.start(nats)
  finance.start(nats, {
    commands: [],
    events: [
      onEvent(stockDocumentPosted, async (unit, messages) => {
        for (const { eventId, payload } of messages) await answerPosting(unit, behaviour, eventId, payload)
      }),
    ],
  })
  inventory.start(nats, {
    events: [
      onEvent(goodsReceiptConfirmed, async (unit, messages) => {
        for (const { payload } of messages) await postStock(unit, company.valuationAreaId, payload)
      }),
    ],
    commands: [
      onCommand(issuePurchaseReturn, async (unit, { payload }) => {
        const { companyId, purchaseReturnId } = payload
        const reason = behaviour.refuseReturns
        if (reason)
          return reply(purchaseReturnIssueRefused, {
            companyId,
            purchaseReturnId,
            reason,
            facts: { available: '1', requested: '2' },
          })
        const stockDocumentId = await issueStock(unit, company.valuationAreaId, payload)
        return reply(purchaseReturnIssueDone, { companyId, purchaseReturnId, stockDocumentId })
      }),
      onUndo(cancelPurchaseReturnIssue, {
        undoes: issuePurchaseReturn,
        handle: async (_, { payload: { companyId, purchaseReturnId } }) =>
          reply(purchaseReturnIssueCancelled, { companyId, purchaseReturnId }),
      }),
    ],
  })

  const { companyId } = company
  const name = { zh: '名称', en: 'Name' }
  await identity.tell(companyChanged, companyId, {
    ...{ companyId, code: 'HUAXIN', name, baseCurrency: 'CNY', accountingStandard: 'CAS', firstPeriod: '2026-01' },
    ...{ active: true, version: 1 },
  })
  await inventory.tell(itemChanged, company.itemId, {
    ...{ companyId, itemId: company.itemId, code: 'DESK', name, itemClass: 'MERCHANDISE', baseUnit: 'PCS' },
    ...{ units: [{ unit: 'BOX', numerator: '12', denominator: '1' }], costing: 'FIFO', active: true, version: 1 },
  })
  await inventory.tell(warehouseChanged, company.warehouseId, {
    ...{ companyId, warehouseId: company.warehouseId, code: 'MAIN', name, valuationAreaId: company.valuationAreaId },
    ...{ active: true, version: 1 },
  })
  const periodId = newId()
  await finance.tell(periodChanged, periodId, { companyId, periodId, period: '2026-10', status: 'OPEN', version: 1 })
  for (const accountKey of ['INV', 'GRIR', 'COGS']) {
    const ruleId = newId()
    await finance.tell(accountRuleChanged, ruleId, {
      ...{ companyId, ruleId, accountKey, itemClass: null, valuationAreaId: null, accountCode: '1405' },
      ...{ active: true, version: 1 },
    })
  }
  for (const eventKind of ['PURCHASE_RECEIPT', 'PURCHASE_RETURN_UNINVOICED'] as const) {
    const templateId = newId()
    const accountKeys = ['INV', 'GRIR', 'COGS']
    await finance.tell(voucherTemplateActivated, templateId, {
      ...{ companyId, templateId, eventKind, templateVersion: 1, accountKeys },
    })
  }
  await finance.tell(taxCodeChanged, company.taxCodeId, {
    ...{ companyId, taxCodeId: company.taxCodeId, code: 'VAT13', name, ratePercent: '13', active: true, version: 1 },
  })

  /** Finance has mended what it held: the posting is made after all. */
  const posts = (documentId: string) =>
    finance.tell(postingPosted, documentId, {
      ...{ companyId, sourceEventId: newId(), documentType: 'GOODS_RECEIPT', documentId, voucherId: newId() },
      ...{ voucherNumber: '记-2026-10-0002', postingDate: '2026-10-15', attempts: 2 },
    })
  return { company, behaviour, posts }
}

function answerPosting(
  unit: UnitOfWork,
  { holdPostings }: Behaviour,
  sourceEventId: string,
  { companyId, documentType, documentId, businessDate }: PayloadOf<typeof stockDocumentPosted>,
) {
  const source = { companyId, sourceEventId, documentType, documentId, attempts: 1 }
  if (holdPostings)
    return emit(unit, postingBlocked, {
      aggregateId: documentId,
      payload: { ...source, reason: holdPostings, facts: { period: businessDate.slice(0, 7) } },
    })
  return emit(unit, postingPosted, {
    aggregateId: documentId,
    payload: { ...source, voucherId: newId(), voucherNumber: '记-2026-10-0001', postingDate: businessDate },
  })
}

async function postStock(unit: UnitOfWork, valuationAreaId: string, receipt: PayloadOf<typeof goodsReceiptConfirmed>) {
  const stockDocumentId = newId()
  await emit(unit, stockDocumentPosted, {
    aggregateId: stockDocumentId,
    payload: {
      companyId: receipt.companyId,
      stockDocumentId,
      eventKind: 'PURCHASE_RECEIPT',
      documentType: 'GOODS_RECEIPT',
      documentId: receipt.goodsReceiptId,
      documentNumber: receipt.number,
      businessDate: receipt.receivedOn,
      currency: receipt.currency,
      supplierId: receipt.supplierId,
      warehouseId: receipt.warehouseId,
      lines: receipt.lines.map(({ lineId, itemId, quantity, netValue }) => ({
        ...{ stockEntryId: newId(), sourceLineId: lineId, itemId, itemClass: 'MERCHANDISE' as const },
        ...{ warehouseId: receipt.warehouseId, valuationAreaId, quantity },
        ...{ stockValue: netValue, clearingValue: netValue, differenceValue: '0.00' },
      })),
    },
  })
}

async function issueStock(
  unit: UnitOfWork,
  valuationAreaId: string,
  goods: PayloadOf<typeof issuePurchaseReturn>,
): Promise<string> {
  const stockDocumentId = newId()
  await emit(unit, stockDocumentPosted, {
    aggregateId: stockDocumentId,
    payload: {
      companyId: goods.companyId,
      stockDocumentId,
      eventKind: 'PURCHASE_RETURN_UNINVOICED',
      documentType: 'PURCHASE_RETURN',
      documentId: goods.purchaseReturnId,
      documentNumber: goods.number,
      businessDate: goods.returnedOn,
      currency: goods.currency,
      supplierId: goods.supplierId,
      warehouseId: goods.warehouseId,
      lines: goods.lines.map(({ lineId, itemId, quantity, clearingValue }) => ({
        ...{ stockEntryId: newId(), sourceLineId: lineId, itemId, itemClass: 'MERCHANDISE' as const },
        ...{ warehouseId: goods.warehouseId, valuationAreaId, quantity: `-${quantity}` },
        ...{ stockValue: `-${clearingValue}`, clearingValue: `-${clearingValue}`, differenceValue: '0.00' },
      })),
    },
  })
  return stockDocumentId
}
