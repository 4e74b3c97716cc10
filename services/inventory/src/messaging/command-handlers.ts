import {
  cancelPurchaseReturnIssue as cancelCommand,
  issuePurchaseReturn as issueCommand,
  purchaseReturnIssueCancelled,
  purchaseReturnIssueDone,
  purchaseReturnIssueRefused,
} from '@erp/contracts'
import { type CommandHandler, onCommand, onUndo, reply } from '@erp/messaging'
import type { Tx } from '../store/database.ts'
import { cancelPurchaseReturnIssue } from '../use-cases/cancel-purchase-return-issue.ts'
import { issuePurchaseReturn } from '../use-cases/issue-purchase-return.ts'
import { readPurchaseReturn } from '../use-cases/wire-documents.ts'
import { reasonOf } from './reason.ts'

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
      await cancelPurchaseReturnIssue(unit, { purchaseReturnId }, message)
      return reply(purchaseReturnIssueCancelled, { companyId, purchaseReturnId })
    },
  }),
]
