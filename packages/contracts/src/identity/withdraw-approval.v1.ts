import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The document changed or is given up: its running request for approval ends. Should the request come later, it is refused. */
export const withdrawApproval = defineCommand('identity.withdraw-approval.v1', {
  schema: z.object({ companyId: id, approvalId: id, reason: z.string().min(1).max(500) }),
  examples: [{ companyId: exampleIds.company, approvalId: exampleIds.approval, reason: 'The order was amended' }],
})
