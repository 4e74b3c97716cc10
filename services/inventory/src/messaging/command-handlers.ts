import {
  cancelPurchaseReturnIssue as cancelCommand,
  commitStock as commitCommand,
  issuePurchaseReturn as issueCommand,
  purchaseReturnIssueCancelled,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
  releaseStock as releaseCommand,
  releaseRemainingStock as releaseRemainingCommand,
  reserveStock as reserveCommand,
  stockReservationCommitted,
  stockReservationRefused,
  stockReservationReleased,
  stockReservationReserved,
} from '@erp/contracts'
import { type CommandHandler, onCommand, onUndo, reply } from '@erp/messaging'
import type { Tx } from '../store/database.ts'
import { cancelPurchaseReturnIssue } from '../use-cases/cancel-purchase-return-issue.ts'
import { commitStock } from '../use-cases/commit-stock.ts'
import { issuePurchaseReturn } from '../use-cases/issue-purchase-return.ts'
import { releaseStock } from '../use-cases/release-stock.ts'
import { reserveStock } from '../use-cases/reserve-stock.ts'
import { readPurchaseReturn } from '../use-cases/wire-documents.ts'
import { readStockToReserve, toReservedLine } from '../use-cases/wire-reservations.ts'
import { deliveryHandlers } from './delivery-handlers.ts'
import { reasonOf } from './reason.ts'
import { varianceHandlers } from './variance-handlers.ts'

/** What inventory does when a saga of another service asks for it. */
export const commandHandlers: readonly CommandHandler<Tx>[] = [
  onCommand(issueCommand, async (unit, message) => {
    const { companyId, purchaseReturnId } = message.payload
    const outcome = await issuePurchaseReturn(unit, readPurchaseReturn(message.payload), message)
    if ('refusal' in outcome)
      return reply(purchaseReturnIssueRefused, { companyId, purchaseReturnId, ...reasonOf(outcome) })
    return reply(purchaseReturnIssueDone, { companyId, purchaseReturnId, stockDocumentId: outcome.id })
  }),
  onUndo(cancelCommand, {
    undoes: issueCommand,
    handle: async (unit, message) => {
      const { companyId, purchaseReturnId } = message.payload
      await cancelPurchaseReturnIssue(unit, message.payload, message)
      return reply(purchaseReturnIssueCancelled, { companyId, purchaseReturnId })
    },
  }),
  onCommand(reserveCommand, async (unit, { payload }) => {
    const { companyId, documentType, documentId } = payload
    const outcome = await reserveStock(unit, readStockToReserve(payload))
    const of = { companyId, documentType, documentId }
    if (!('refusal' in outcome)) return reply(stockReservationReserved, { ...of, lines: outcome.map(toReservedLine) })
    if (outcome.refusal === 'StockNotAvailable')
      return reply(stockReservationRefused, {
        ...{ ...of, reason: 'STOCK_NOT_AVAILABLE', facts: {} },
        shortages: outcome.shortages.map(({ lotId, ...line }) => (lotId === null ? line : { ...line, lotId })),
      })
    return reply(stockReservationRefused, { ...of, ...reasonOf(outcome), shortages: [] })
  }),
  onUndo(releaseCommand, {
    undoes: reserveCommand,
    handle: async (unit, { payload: { companyId, documentType, documentId } }) => {
      await releaseStock(unit, { documentType, documentId })
      return reply(stockReservationReleased, { companyId, documentType, documentId })
    },
  }),
  onCommand(releaseRemainingCommand, async (unit, { payload: { companyId, documentType, documentId } }) => {
    await releaseStock(unit, { documentType, documentId })
    return reply(stockReservationReleased, { companyId, documentType, documentId })
  }),
  onCommand(commitCommand, async (unit, { payload }) => {
    const outcome = await commitStock(unit, payload)
    if (outcome === 'committed') return reply(stockReservationCommitted, payload)
    return reply(stockReservationRefused, { ...payload, ...reasonOf(outcome), shortages: [] })
  }),
  ...deliveryHandlers,
  ...varianceHandlers,
]
