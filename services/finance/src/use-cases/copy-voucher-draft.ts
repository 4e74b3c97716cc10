import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, refuse } from '@erp/values'
import { writeEntryLine } from '../domain/entry-line.ts'
import type { MadeByBusinessEvent, VoucherDraft } from '../domain/voucher-draft.ts'
import type { EntryRefusal } from '../domain/voucher-entry.ts'
import { linesOfDrafts } from '../store/voucher-draft-lines.ts'
import { findDraft } from '../store/voucher-drafts.ts'
import type { VoucherDraftNotFound } from './change-drafts.ts'
import { type BooksNotOpen, draftEntry } from './draft-entries.ts'

/** Makes a new draft of the lines of another 复制, whatever became of that one. */
export async function copyVoucherDraft(
  unit: UnitOfWork,
  input: { readonly voucherDraftId: string; readonly postingDate: BusinessDate },
): Promise<VoucherDraft | VoucherDraftNotFound | MadeByBusinessEvent | EntryRefusal | BooksNotOpen> {
  const { voucherDraftId, postingDate } = input
  const original = isId(voucherDraftId) ? await findDraft(unit.tx, voucherDraftId) : undefined
  if (!original) return refuse('VoucherDraftNotFound', { voucherDraftId })
  const { id, number, documentNumber, word } = original
  if (original.kind !== 'MANUAL') return refuse('MadeByBusinessEvent', { number, documentNumber })
  const lines = (await linesOfDrafts(unit.tx, [id])).get(id) ?? []
  const entry = { word, postingDate, businessDate: postingDate, paperCount: 0, lines: lines.map(writeEntryLine) }
  return draftEntry(unit, entry, 'COPY', id)
}
