import { StaleDocument, type UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, newId, type Period, type Refusal, refuse } from '@erp/values'

import {
  checkSaved,
  entryIn,
  entryOn,
  isDue,
  type SavedVoucher,
  type SavedVoucherInvalid,
} from '../domain/saved-voucher.ts'
import type { VoucherDraft } from '../domain/voucher-draft.ts'
import { checkEntry, checkWhateverDay, type EntryRefusal } from '../domain/voucher-entry.ts'
import { findSaved, keepSaved, lockRecurringWithoutRun, lockSaved, recordRuns } from '../store/saved-vouchers.ts'
import { type ChangedDrafts, mostDraftsAtOnce } from './change-drafts.ts'
import type { StaleVersion } from './change-period.ts'
import { type BooksNotOpen, booksFor, draftEntries, draftEntry, type SoundEntry } from './draft-entries.ts'

export type SavedVoucherNotFound = Refusal<'SavedVoucherNotFound', { savedVoucherId: string }>
export type SavedVoucherFaulty = Refusal<'SavedVoucherFaulty', { savedVoucherCode: string; fault: EntryRefusal }>

/** Keeps a voucher for use again, or changes one by its code; it has to be sound whatever day it will be posted on. */
export async function saveVoucher(
  unit: UnitOfWork,
  input: Omit<SavedVoucher, 'id' | 'companyId' | 'version'> & { readonly expectedVersion: number | null },
): Promise<SavedVoucher | SavedVoucherInvalid | StaleVersion | EntryRefusal | BooksNotOpen> {
  const { tx, caller, now } = unit
  const { expectedVersion, ...wanted } = input
  const invalid = checkSaved(wanted)
  if (invalid) return invalid
  const entry = entryOn(wanted, now.toISOString().slice(0, 10) as BusinessDate)
  const books = await booksFor(unit, [entry])
  if (isRefusal(books)) return books
  const checked = checkWhateverDay(entry, books)
  if (isRefusal(checked)) return checked

  const current = await lockSaved(tx, caller.companyId, wanted.code)
  if ((current?.version ?? null) !== expectedVersion)
    return refuse('StaleVersion', { currentVersion: current?.version ?? 0 })
  const place = { id: current?.id ?? newId(), companyId: caller.companyId, version: (current?.version ?? 0) + 1 }
  const saved = await keepSaved(tx, { ...wanted, ...place }, caller.userId)
  if (!saved) throw new StaleDocument('saved voucher', wanted.code)
  return saved
}

/** Makes a draft of a saved voucher. */
export async function draftFromSavedVoucher(
  unit: UnitOfWork,
  input: { readonly savedVoucherId: string; readonly postingDate: BusinessDate },
): Promise<VoucherDraft | SavedVoucherNotFound | EntryRefusal | BooksNotOpen> {
  const { savedVoucherId, postingDate } = input
  const saved = isId(savedVoucherId) ? await findSaved(unit.tx, savedVoucherId) : undefined
  if (!saved?.active) return refuse('SavedVoucherNotFound', { savedVoucherId })
  return draftEntry(unit, entryOn(saved, postingDate), 'SAVED', saved.id)
}

/**
 * Makes drafts of the recurring vouchers that are due in a period and have none yet, a hundred at once; asked again it
 * makes only what is left or came since. One that can no longer be posted refuses the whole, so that none is forgotten.
 */
export async function draftRecurringVouchers(
  unit: UnitOfWork,
  { period }: { readonly period: Period },
): Promise<ChangedDrafts | SavedVoucherFaulty | BooksNotOpen> {
  const { tx, caller, now } = unit
  const waiting = await lockRecurringWithoutRun(tx, caller.companyId, period)
  const due = waiting.filter((saved) => isDue(saved, period)).slice(0, mostDraftsAtOnce)
  const entries = due.map((saved) => entryIn(saved, period))
  const books = await booksFor(unit, entries)
  if (isRefusal(books)) return books
  const sound: SoundEntry[] = []
  for (const [index, saved] of due.entries()) {
    const entry = checkEntry(entries[index] ?? entryIn(saved, period), books)
    if (isRefusal(entry)) return refuse('SavedVoucherFaulty', { savedVoucherCode: saved.code, fault: entry })
    sound.push({ entry, origin: 'RECURRING', originId: saved.id })
  }
  const id = newId()
  const drafts = await draftEntries(unit, sound, id)
  const runs = drafts.map((draft) => ({ savedVoucherId: draft.originId ?? '', draftId: draft.id }))
  await recordRuns(tx, { id, companyId: caller.companyId, period, at: now }, runs)
  return { id, drafts }
}
