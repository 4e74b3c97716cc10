import {
  cancelDeliveryIssue as cancelCommand,
  deliveryIssueCancelled,
  deliveryIssueDone,
  deliveryIssueKept,
  deliveryIssueRefused,
  deliveryIssueTakenBack,
  issueDelivery as issueCommand,
  receiveSalesReturn as receiveCommand,
  salesReturnReceiptDone,
  salesReturnReceiptRefused,
  takeBackDelivery as takeBackCommand,
} from '@erp/contracts'
import { type CommandHandler, onCommand, onUndo, reply } from '@erp/messaging'
import type { Tx } from '../store/database.ts'
import { cancelDeliveryIssue } from '../use-cases/cancel-delivery-issue.ts'
import { issueDelivery } from '../use-cases/issue-delivery.ts'
import { receiveSalesReturn } from '../use-cases/receive-sales-return.ts'
import { takeBackDocument } from '../use-cases/take-back-document.ts'
import { readDelivery, readSalesReturn } from '../use-cases/wire-documents.ts'
import { reasonOf } from './reason.ts'

/** What inventory does for goods that go to customers and come back. */
export const deliveryHandlers: readonly CommandHandler<Tx>[] = [
  onCommand(issueCommand, async (unit, message) => {
    const { companyId, deliveryId } = message.payload
    const outcome = await issueDelivery(unit, readDelivery(message.payload), message)
    if ('refusal' in outcome) return reply(deliveryIssueRefused, { companyId, deliveryId, ...reasonOf(outcome) })
    return reply(deliveryIssueDone, { companyId, deliveryId, stockDocumentId: outcome.id })
  }),
  onUndo(cancelCommand, {
    undoes: issueCommand,
    handle: async (unit, message) => {
      const { companyId, deliveryId } = message.payload
      await cancelDeliveryIssue(unit, { companyId, deliveryId }, message)
      return reply(deliveryIssueCancelled, { companyId, deliveryId })
    },
  }),
  onCommand(takeBackCommand, async (unit, message) => {
    const { companyId, deliveryId } = message.payload
    const source = { companyId, documentType: 'DELIVERY', documentId: deliveryId } as const
    const outcome = await takeBackDocument(unit, source, message)
    if ('refusal' in outcome) return reply(deliveryIssueKept, { companyId, deliveryId, ...reasonOf(outcome) })
    return reply(deliveryIssueTakenBack, { companyId, deliveryId })
  }),
  onCommand(receiveCommand, async (unit, message) => {
    const { companyId, salesReturnId } = message.payload
    const outcome = await receiveSalesReturn(unit, readSalesReturn(message.payload), message)
    if ('refusal' in outcome)
      return reply(salesReturnReceiptRefused, { companyId, salesReturnId, ...reasonOf(outcome) })
    return reply(salesReturnReceiptDone, { companyId, salesReturnId, stockDocumentId: outcome.id })
  }),
]
