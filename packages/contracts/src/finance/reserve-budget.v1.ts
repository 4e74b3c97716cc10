import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { amount, code, currencyCode, documentKind, id, itemClass, quantity, version } from '../wire.ts'

/**
 * Reserve of budgets 预算占用 what the lines of a document will spend, in place of all that it reserved before; no lines let
 * everything go. What it takes over of another document is let go there by the same transaction, and is that document's again once
 * this one does not take it over any more. What a document says at an older version than the one heard last is not heeded. A reservation that somebody
 * granted `despiteBudget` is not refused.
 */
export const reserveBudget = defineCommand('finance.reserve-budget.v1', {
  schema: z.object({
    companyId: id,
    documentType: documentKind,
    documentId: id,
    documentNumber: code,
    documentVersion: version,
    currency: currencyCode,
    despiteBudget: z.boolean(),
    lines: z
      .array(
        z.object({
          lineId: id,
          itemClass,
          /** Who will bear it; goods in stock are nobody's. */
          departmentId: id.optional(),
          projectId: id.optional(),
          /** In base units. */
          quantity,
          /** What of it had come and stayed as far as the sender knows; heeded the first time a line is heard of. */
          receivedQuantity: quantity,
          net: amount,
        }),
      )
      .max(1000),
    /** What lines were asked for with: so much of the line of another document is not to come through that one any more. */
    takesOver: z
      .array(z.object({ lineId: id, fromDocumentId: id, fromLineId: id, /** In base units. */ quantity }))
      .max(1000)
      .optional(),
  }),
  examples: [
    {
      ...{ companyId: exampleIds.company, documentType: 'PURCHASE_ORDER', documentId: exampleIds.purchaseOrder },
      ...{ documentNumber: 'PO-2026-000001', documentVersion: 2, currency: 'CNY', despiteBudget: false },
      lines: [
        {
          ...{ lineId: exampleIds.purchaseOrderLine, itemClass: 'SERVICE', departmentId: exampleIds.department },
          ...{ projectId: exampleIds.project },
          ...{ quantity: '100', receivedQuantity: '0', net: '1000.00' },
        },
      ],
      takesOver: [
        {
          ...{ lineId: exampleIds.purchaseOrderLine, fromDocumentId: exampleIds.requisition },
          ...{ fromLineId: exampleIds.requisitionLine, quantity: '100' },
        },
      ],
    },
    {
      ...{ companyId: exampleIds.company, documentType: 'PURCHASE_REQUISITION', documentId: exampleIds.requisition },
      ...{ documentNumber: 'REQ-2026-000001', documentVersion: 2, currency: 'CNY', despiteBudget: false },
      lines: [
        {
          ...{ lineId: exampleIds.requisitionLine, itemClass: 'MERCHANDISE', quantity: '100', receivedQuantity: '0' },
          net: '900.00',
        },
      ],
    },
  ],
})
