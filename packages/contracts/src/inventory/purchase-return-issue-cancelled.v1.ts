import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The issue of a purchase return was undone, or will never happen. */
export const purchaseReturnIssueCancelled = defineEvent('inventory.purchase-return-issue.cancelled.v1', {
  schema: z.object({ companyId: id, purchaseReturnId: id }),
  examples: [{ companyId: exampleIds.company, purchaseReturnId: exampleIds.purchaseReturn }],
})
