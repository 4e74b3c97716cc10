import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/**
 * Nobody is asked: the request was withdrawn before it came (`WITHDRAWN_BEFORE`), its id belongs to another one
 * (`APPROVAL_ID_TAKEN`), or documents of this type are not approved at all (`DOCUMENT_TYPE_UNKNOWN`).
 */
export const approvalRequestRefused = defineEvent('identity.approval.request-refused.v1', {
  schema: z.object({
    companyId: id,
    approvalId: id,
    reason: z.string().min(1).max(60),
    facts: z.record(z.string(), z.string()),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      approvalId: exampleIds.approval,
      reason: 'WITHDRAWN_BEFORE',
      facts: {},
    },
  ],
})
