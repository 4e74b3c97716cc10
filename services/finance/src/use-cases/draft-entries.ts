import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, periodOf, type Refusal, refuse } from '@erp/values'
import { noApproval } from '../domain/voucher-approval.ts'
import type { DraftOrigin, VoucherDraft } from '../domain/voucher-draft.ts'
import {
  type CheckedEntry,
  checkEntry,
  type EntryBooks,
  type EntryRefusal,
  type VoucherEntry,
} from '../domain/voucher-entry.ts'
import { loadEntryBooks } from '../store/entry-books.ts'
import { replaceDraftLines } from '../store/voucher-draft-lines.ts'
import { insertDrafts, takeDraftNumbers } from '../store/voucher-drafts.ts'

export type BooksNotOpen = Refusal<'BooksNotOpen'>

/** An entry that is sound, and where it came from. */
export interface SoundEntry {
  readonly entry: CheckedEntry
  readonly origin: DraftOrigin
  readonly originId: string | null
}

/** What entries are checked against, with their periods held until the transaction ends. */
export async function booksFor(
  { tx, caller }: Pick<UnitOfWork, 'tx' | 'caller'>,
  entries: readonly VoucherEntry[],
): Promise<EntryBooks | BooksNotOpen> {
  const periods = entries.map(({ postingDate }) => periodOf(postingDate))
  const lines = entries.flatMap((entry) => entry.lines)
  return (await loadEntryBooks(tx, caller.companyId, { periods, lines }, true)) ?? refuse('BooksNotOpen')
}

/** Checks one entry and makes it a draft of its caller. */
export async function draftEntry(
  unit: UnitOfWork,
  entry: VoucherEntry,
  origin: DraftOrigin,
  originId: string | null,
): Promise<VoucherDraft | EntryRefusal | BooksNotOpen> {
  const books = await booksFor(unit, [entry])
  if (isRefusal(books)) return books
  const checked = checkEntry(entry, books)
  if (isRefusal(checked)) return checked
  const [draft] = await draftEntries(unit, [{ entry: checked, origin, originId }], newId())
  if (!draft) throw new Error('No draft was made of an entry')
  return draft
}

/** Makes sound entries drafts of their caller, whatever their number in a fixed number of statements a year. */
export async function draftEntries(
  { tx, caller, now }: UnitOfWork,
  sound: readonly SoundEntry[],
  requestId: string,
): Promise<VoucherDraft[]> {
  const drafts: VoucherDraft[] = []
  const lines: Parameters<typeof replaceDraftLines>[1][number][] = []
  const byYear = Map.groupBy(sound, ({ entry }) => entry.postingDate.slice(0, 4))
  for (const [year, ofYear] of [...byYear].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const numbers = await takeDraftNumbers(tx, caller.companyId, year, ofYear.length)
    for (const [index, one] of ofYear.entries()) {
      const draft = toDraft(one, numbers[index] ?? '', { caller, now })
      drafts.push(draft)
      lines.push({ id: draft.id, companyId: draft.companyId, lines: one.entry.lines })
    }
  }
  const change = { action: 'CREATED', reason: null, requestId, by: caller.userId, at: now } as const
  await insertDrafts(tx, drafts, change)
  await replaceDraftLines(tx, lines)
  return drafts
}

function toDraft(
  { entry, origin, originId }: SoundEntry,
  number: string,
  { caller, now }: Pick<UnitOfWork, 'caller' | 'now'>,
): VoucherDraft {
  const id = newId()
  const { word, postingDate, businessDate, paperCount, total, touchesCash, lines } = entry
  return {
    ...{ id, companyId: caller.companyId, number, status: 'DRAFT', version: 1, origin, originId, kind: 'MANUAL' },
    ...{ word, postingDate, businessDate, currency: total.currency, total, lineCount: lines.length, touchesCash },
    ...{ documentType: 'MANUAL_VOUCHER', documentId: id, documentNumber: number },
    ...{ sourceType: 'VOUCHER_DRAFT', sourceId: id, purpose: 'MANUAL', revision: 1 },
    ...{ sourceEventId: null, templateVersionId: null, paperCount, fileCount: 0, returnReason: null },
    ...{ preparedBy: caller.userId, reviewedBy: null, cashierId: null, postedBy: null, voucherId: null },
    ...noApproval,
    createdAt: now,
  }
}
