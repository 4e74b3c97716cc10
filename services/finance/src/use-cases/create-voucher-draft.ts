import type { UnitOfWork } from '@erp/service-kit'
import type { VoucherDraft } from '../domain/voucher-draft.ts'
import type { EntryRefusal, VoucherEntry } from '../domain/voucher-entry.ts'
import { type BooksNotOpen, draftEntry } from './draft-entries.ts'

/** Keeps a voucher that a person wrote as a draft, if it could be posted as it is; nothing faulty is stored. */
export function createVoucherDraft(
  unit: UnitOfWork,
  entry: VoucherEntry,
): Promise<VoucherDraft | EntryRefusal | BooksNotOpen> {
  return draftEntry(unit, entry, 'ENTRY', null)
}
