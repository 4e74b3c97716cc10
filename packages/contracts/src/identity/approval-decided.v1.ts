import { z } from 'zod'
import { defineEvent } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { documentKind, id, version } from '../wire.ts'

/**
 * A request for approval has ended 审批结果, once and for good. It holds for the version of the document that was asked for:
 * whoever owns the document ignores it when the document waits for another request by now. `decidedBy` is null when a rule
 * decided; `approverIds` are all who signed.
 */
export const approvalDecided = defineEvent('identity.approval.decided.v1', {
  schema: z.object({
    companyId: id,
    approvalId: id,
    documentType: documentKind,
    documentId: id,
    documentVersion: version,
    outcome: z.enum(['APPROVED', 'REJECTED', 'WITHDRAWN']),
    reason: z.string().min(1).max(500).nullable(),
    decidedBy: id.nullable(),
    decidedAt: z.iso.datetime(),
    approverIds: z.array(id),
  }),
  examples: [
    {
      companyId: exampleIds.company,
      approvalId: exampleIds.approval,
      documentType: 'PURCHASE_ORDER',
      documentId: exampleIds.purchaseOrder,
      documentVersion: 2,
      outcome: 'APPROVED',
      reason: null,
      decidedBy: exampleIds.approver,
      decidedAt: '2026-10-10T08:00:00.000Z',
      approverIds: [exampleIds.approver],
    },
    {
      companyId: exampleIds.company,
      approvalId: exampleIds.approval,
      documentType: 'PURCHASE_ORDER',
      documentId: exampleIds.purchaseOrder,
      documentVersion: 2,
      outcome: 'REJECTED',
      reason: 'Ask a second supplier',
      decidedBy: exampleIds.approver,
      decidedAt: '2026-10-10T08:00:00.000Z',
      approverIds: [],
    },
  ],
})
