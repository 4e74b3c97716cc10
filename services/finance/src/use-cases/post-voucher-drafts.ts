import { postingPosted } from '@erp/contracts'
import { emitAll, retryBlocked } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, periodOf, refuse } from '@erp/values'
import type { DocumentType, EventKind } from '../domain/business-event.ts'
import { type AccountNotUsable, unusableFor } from '../domain/entry-line.ts'
import type { PeriodNotOpen } from '../domain/fiscal-period.ts'
import type { ModuleSealed } from '../domain/period-seal.ts'
import type { PostedVoucher } from '../domain/posted-voucher.ts'
import {
  type BalancedVoucher,
  balanceVoucher,
  type OwnDocumentType,
  type VoucherLine,
  type VoucherUnbalanced,
  voucherNumber,
} from '../domain/voucher.ts'
import {
  type CashierReviewMissing,
  checkPosting,
  contentOf,
  type DraftNotReady,
  type DutiesNotSeparate,
  posted,
} from '../domain/voucher-draft.ts'
import type { PeriodNotFound } from '../domain/voucher-entry.ts'
import { findAccounts } from '../store/accounts.ts'
import { periodsSealedBy } from '../store/period-seals.ts'
import { keepFilesOfVouchers } from '../store/voucher-attachments.ts'
import { linesOfDrafts } from '../store/voucher-draft-lines.ts'
import { saveDrafts } from '../store/voucher-drafts.ts'
import { postVouchers } from '../store/vouchers.ts'
import {
  type ChangedDrafts,
  type DraftCountInvalid,
  type DraftReference,
  decideOnDrafts,
  periodsOfDrafts,
  type VoucherDraftNotFound,
} from './change-drafts.ts'
import type { StaleVersion } from './change-period.ts'
import { noteOddHour } from './note-security-event.ts'

/**
 * Posts reviewed drafts 过账, all or none, in a fixed number of statements. Their numbers are taken last and without a
 * gap, in the order of the request. Neither who wrote one nor
 * the cashier who signed it posts it. What changed since review – a period closed or sealed by finance, an account out of use –
 * refuses. A seal holds what people write; what a business event made was dated before its own module was done.
 */
export async function postVoucherDrafts(
  unit: UnitOfWork,
  references: readonly DraftReference[],
): Promise<
  | ChangedDrafts
  | VoucherDraftNotFound
  | StaleVersion
  | DraftCountInvalid
  | DraftNotReady
  | DutiesNotSeparate
  | CashierReviewMissing
  | PeriodNotFound
  | PeriodNotOpen
  | ModuleSealed
  | AccountNotUsable
  | VoucherUnbalanced
> {
  const { tx, caller, now } = unit
  const drafts = await decideOnDrafts(unit, references)
  if (isRefusal(drafts)) return drafts
  const periods = await periodsOfDrafts(unit, drafts)
  const sealed = await periodsSealedBy(tx, caller.companyId, 'FINANCE', [...periods.keys()])
  const lines = await linesOfDrafts(
    tx,
    drafts.map(({ id }) => id),
  )

  const vouchers: (BalancedVoucher & { readonly sourceEventId: string | null })[] = []
  for (const draft of drafts) {
    const period = periodOf(draft.postingDate)
    const fiscalPeriod = periods.get(period)
    if (!fiscalPeriod) return refuse('PeriodNotFound', { period })
    const refused = checkPosting(draft, fiscalPeriod, caller.userId)
    if (refused) return refused
    if (draft.kind === 'MANUAL' && sealed.has(period)) return refuse('ModuleSealed', { period, module: 'FINANCE' })
    const voucher = balanceVoucher(contentOf(draft, fiscalPeriod, lines.get(draft.id) ?? [], caller.userId))
    if (isRefusal(voucher)) return voucher
    vouchers.push({ ...voucher, sourceEventId: draft.sourceEventId })
  }
  const unusable = await unusableAccount(
    unit,
    vouchers.flatMap((voucher) => voucher.lines),
  )
  if (unusable) return unusable

  await noteOddHour(unit)
  const done = await postVouchers(tx, vouchers)
  const voucherIds = new Map(done.flatMap(({ draftId, id }) => (draftId === null ? [] : [[draftId, id] as const])))
  if (drafts.some(({ fileCount }) => fileCount > 0)) await keepFilesOfVouchers(tx, voucherIds)
  await tellPosted(unit, done)
  if (drafts.some(({ kind }) => kind === 'SYSTEM'))
    for (const reason of ['WAITING_FOR_REVIEW', 'VOUCHER_TURNED_DOWN'])
      await retryBlocked(unit, { reason, companyId: caller.companyId })
  const id = newId()
  const by = { requestId: id, by: caller.userId, at: now }
  const next = drafts.map((draft) => posted(draft, voucherIds.get(draft.id) ?? '', caller.userId))
  return { id, drafts: await saveDrafts(tx, next, { action: 'POSTED', reason: null, ...by, vouchers: voucherIds }) }
}

/** The first account of these lines that people cannot post to now. Lines of business events keep to their account key. */
export async function unusableAccount(
  { tx }: UnitOfWork,
  lines: readonly VoucherLine[],
): Promise<AccountNotUsable | undefined> {
  const keyless = new Set(lines.flatMap((line) => (line.accountKey === null ? [line.accountId] : [])))
  const accounts = await findAccounts(tx, [...new Set(lines.map(({ accountId }) => accountId))])
  for (const account of accounts) {
    const problem = unusableFor(account)
    const refused = problem !== undefined && (problem !== 'CONTROL_ACCOUNT' || keyless.has(account.id))
    if (refused) return refuse('AccountNotUsable', { accountCode: account.code, problem, path: ['input'] })
  }
  return undefined
}

/** Tells the owners of the business documents that what waited for review is posted. */
function tellPosted(unit: UnitOfWork, vouchers: readonly PostedVoucher[]): Promise<void> {
  return emitAll(
    unit,
    postingPosted,
    vouchers.flatMap((voucher) => {
      const { companyId, sourceEventId, documentType, documentId, postingDate } = voucher
      const eventKind = voucher.purpose as EventKind
      if (sourceEventId === null || !isOfBusiness(documentType)) return []
      const number = voucherNumber(voucher.word, voucher.period, voucher.sequence)
      const place = { voucherId: voucher.id, voucherNumber: number, postingDate, attempts: 1 }
      const payload = { companyId, sourceEventId, documentType, documentId, eventKind, ...place }
      return [{ aggregateId: documentId, payload }]
    }),
  )
}

const ownDocuments: readonly string[] = [
  'MANUAL_VOUCHER',
  'PERIOD_CLOSING',
  'OPENING_BALANCE',
  'SETTLEMENT',
  'CASH_DOCUMENT',
  'CASH_TRANSFER',
  'CASH_COUNT',
  'CASH_COUNT_DECISION',
] satisfies OwnDocumentType[]

function isOfBusiness(documentType: DocumentType | OwnDocumentType): documentType is DocumentType {
  return !ownDocuments.includes(documentType)
}
