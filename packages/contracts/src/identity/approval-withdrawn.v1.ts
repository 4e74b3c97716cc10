import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** From now on nobody decides on this request, whether it ever came or not. */
export const approvalWithdrawn = defineEvent('identity.approval.withdrawn.v1', {
  schema: z.object({ companyId: id, approvalId: id }),
  examples: [{ companyId: exampleIds.company, approvalId: exampleIds.approval }],
})
