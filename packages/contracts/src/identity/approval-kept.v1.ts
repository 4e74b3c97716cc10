import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** A request was to be withdrawn after it had been decided; the decision stays on record, and was told before this. */
export const approvalKept = defineEvent('identity.approval.kept.v1', {
  schema: z.object({ companyId: id, approvalId: id, outcome: z.enum(['APPROVED', 'REJECTED']) }),
  examples: [{ companyId: exampleIds.company, approvalId: exampleIds.approval, outcome: 'APPROVED' }],
})
