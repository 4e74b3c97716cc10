import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** The request for approval lies with those who decide; what they decide is told by `identity.approval.decided.v1`. */
export const approvalRequested = defineEvent('identity.approval.requested.v1', {
  schema: z.object({ companyId: id, approvalId: id }),
  examples: [{ companyId: exampleIds.company, approvalId: exampleIds.approval }],
})
