import { z } from 'zod'
import { defineCommand } from '../define.ts'
import { exampleIds } from '../examples.ts'
import { id } from '../wire.ts'

/** A supplier's invoice is cancelled: what goods bore of its price difference is taken back at the same value, or not at all. */
export const takeBackPurchaseVariance = defineCommand('inventory.take-back-purchase-variance.v1', {
  schema: z.object({ companyId: id, supplierInvoiceId: id }),
  examples: [{ companyId: exampleIds.company, supplierInvoiceId: exampleIds.supplierInvoice }],
})
