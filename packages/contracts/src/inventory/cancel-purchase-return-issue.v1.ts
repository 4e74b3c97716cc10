import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** Undo the issue of a purchase return, or see to it that it never happens. Safe to receive twice. */
export const cancelPurchaseReturnIssue = defineCommand('inventory.cancel-purchase-return-issue.v1', {
  schema: z.object({ companyId: id, purchaseReturnId: id, reason: z.string().min(1).max(200) }),
  examples: [
    { companyId: exampleIds.company, purchaseReturnId: exampleIds.purchaseReturn, reason: 'No answer from inventory' },
  ],
})
