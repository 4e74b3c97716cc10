import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId } from '@erp/values'
import { type DraftNotReady, type NotTheMaker, rewrite, type VoucherDraft } from '../domain/voucher-draft.ts'
import { checkEntry, type EntryRefusal, type VoucherEntry } from '../domain/voucher-entry.ts'
import { replaceDraftLines } from '../store/voucher-draft-lines.ts'
import { saveDrafts } from '../store/voucher-drafts.ts'
import {
  type DraftCountInvalid,
  type DraftReference,
  decideOnDrafts,
  type VoucherDraftNotFound,
} from './change-drafts.ts'
import type { StaleVersion } from './change-period.ts'
import { type BooksNotOpen, booksFor } from './draft-entries.ts'

/** Writes a draft anew: its maker may, until it is submitted, and again when it was returned. */
export async function changeVoucherDraft(
  unit: UnitOfWork,
  reference: DraftReference,
  entry: VoucherEntry,
): Promise<
  | VoucherDraft
  | EntryRefusal
  | BooksNotOpen
  | VoucherDraftNotFound
  | StaleVersion
  | DraftCountInvalid
  | DraftNotReady
  | NotTheMaker
> {
  const drafts = await decideOnDrafts(unit, [reference])
  if (isRefusal(drafts)) return drafts
  const books = await booksFor(unit, [entry])
  if (isRefusal(books)) return books
  const checked = checkEntry(entry, books)
  if (isRefusal(checked)) return checked
  const [draft] = drafts
  if (!draft) throw new Error('A locked draft is gone')
  const { tx, caller, now } = unit
  const next = rewrite(draft, checked, caller.userId)
  if (isRefusal(next)) return next
  const change = { action: 'CHANGED', reason: null, requestId: newId(), by: caller.userId, at: now } as const
  const [saved = next] = await saveDrafts(tx, [next], change)
  await replaceDraftLines(tx, [{ id: saved.id, companyId: saved.companyId, lines: checked.lines }])
  return saved
}
