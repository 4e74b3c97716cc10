import type { UnitOfWork } from '@erp/service-kit'
import { newId } from '@erp/values'
import type { Books } from '../domain/posting.ts'
import type { BalancedVoucher } from '../domain/voucher.ts'
import { awaitingReview, type VoucherDraft } from '../domain/voucher-draft.ts'
import { templateOn } from '../domain/voucher-template.ts'
import type { WaitingDraft } from '../store/drafts-of-events.ts'
import { replaceDraftLines } from '../store/voucher-draft-lines.ts'
import { insertDrafts, takeDraftNumbers } from '../store/voucher-drafts.ts'

/** A voucher made from an event, with the books it was made from. */
export type MadeFromEvent = {
  readonly voucher: BalancedVoucher & { readonly sourceEventId: string }
  readonly books: Books
}

/** Whether the template that made it lets a person look first. */
export function needsReview({ voucher, books }: MadeFromEvent): boolean {
  const versions = books.templates.get(voucher.purpose) ?? []
  return templateOn(versions, voucher.businessDate)?.policy === 'WAIT_FOR_REVIEW'
}

/** Hands vouchers of business events to review as submitted drafts. Returns these by event. */
export async function holdForReview(
  { tx, caller, now }: UnitOfWork,
  made: readonly MadeFromEvent[],
): Promise<ReadonlyMap<string, WaitingDraft>> {
  if (made.length === 0) return new Map()
  const numbers = await numbersFor(tx, made)
  const drafts = made.map(({ voucher, books }, position): VoucherDraft & Pick<BalancedVoucher, 'lines'> => {
    const { sourceEventId, ...content } = voucher
    const touchesCash = content.lines.some(
      ({ accountCode }) => (books.accounts.get(accountCode)?.cashKind ?? null) !== null,
    )
    const number = numbers[position] ?? ''
    const draft = awaitingReview(content as BalancedVoucher, {
      id: newId(),
      number,
      createdAt: now,
      sourceEventId,
      touchesCash,
    })
    return { ...draft, lines: content.lines }
  })
  const change = { action: 'SUBMITTED', reason: null, requestId: newId(), by: caller.userId, at: now } as const
  await insertDrafts(
    tx,
    drafts.map(({ lines: _, ...draft }) => draft),
    change,
  )
  await replaceDraftLines(tx, drafts)
  return new Map(
    drafts.flatMap(({ id, number, sourceEventId }) =>
      sourceEventId === null ? [] : [[sourceEventId, { id, number, turnedDown: null }]],
    ),
  )
}

/** One number a voucher, in order; series are taken in one order, so that two batches never wait for each other in a circle. */
async function numbersFor(tx: UnitOfWork['tx'], made: readonly MadeFromEvent[]): Promise<string[]> {
  const positions = Map.groupBy(made.keys(), (position) => {
    const voucher = made[position]?.voucher
    return `${voucher?.companyId}/${voucher?.postingDate.slice(0, 4)}`
  })
  const numbers: string[] = []
  for (const [series, places] of [...positions].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const [companyId = '', year = ''] = series.split('/')
    const taken = await takeDraftNumbers(tx, companyId, year, places.length)
    for (const [index, place] of places.entries()) numbers[place] = taken[index] ?? ''
  }
  return numbers
}
