import { amountMoved } from '../domain/document-approval.ts'
import type { InventoryDocument } from '../domain/inventory-document.ts'
import type { NamedLot } from '../domain/named-lot.ts'
import type { Posting } from '../domain/stock-document.ts'
import type { Unit } from '../store/database.ts'
import * as namedLots from '../store/named-lots.ts'
import type { ToldForApproval } from './ask-approval.ts'
import { recordStockDocuments } from './record-stock-documents.ts'

/** What a document that moves goods comes to, with the lots that it brings into being. */
export type Posted = { readonly posting: Posting; readonly newLots: readonly NamedLot[] }

type MovesGoods = InventoryDocument & { readonly kind: string; readonly reason: string }

/** How such a document is told of to those who approve, and carried out. */
export const movingGoods = {
  tell: (draft: MovesGoods, { posting: { document } }: Posted): ToldForApproval => ({
    ...{ subject: draft.reason || draft.kind, amount: amountMoved(draft, document.entries) },
    itemClasses: document.entries.map(({ itemClass }) => itemClass),
  }),
  carryOut: async <Document extends MovesGoods>(
    unit: Unit,
    draft: Document,
    { posting, newLots }: Posted,
  ): Promise<Document> => {
    await namedLots.insert(unit.tx, newLots, unit.now)
    await recordStockDocuments(unit, [posting], posting.changed)
    return draft
  },
}
