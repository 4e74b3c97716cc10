import type { UnitOfWork } from '@erp/service-kit'
import {
  type BusinessDate,
  formatMoney,
  isId,
  isRefusal,
  money,
  newId,
  parseMoney,
  type Refusal,
  refuse,
  writtenBy,
} from '@erp/values'
import { type InvalidInput, invalid } from '../domain/chart-change.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import {
  cancel,
  linesOf,
  mostRunItems,
  type NothingDue,
  notReady,
  type PayableItem,
  type PaymentRun,
  type PaymentRunLine,
  type PaymentRunNotReady,
  type PaysNothing,
  proposal,
  submit,
  takeBack,
  totalOf,
} from '../domain/payment-run.ts'
import { beginningOfReason } from '../domain/reason.ts'
import { type OpenAmountExceeded, shareOf } from '../domain/settlement.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccount } from '../store/cash-accounts.ts'
import {
  duePayables,
  findPaymentRun,
  insertPaymentRun,
  lockPaymentRuns,
  payablesOf,
  replaceRunLines,
  savePaymentRuns,
  takeTurnToPropose,
} from '../store/payment-runs.ts'
import { lockItems, takeTreasuryNumbers } from '../store/settlements.ts'
import { announcePaymentRuns } from './announce-payment-runs.ts'
import type { Approvals } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import type { BooksNotOpen } from './draft-entries.ts'
import type { OpenItemNotFound } from './settle-open-items.ts'
import type { CashAccountNotFound } from './write-cash-document.ts'

export type PaymentRunNotFound = Refusal<'PaymentRunNotFound', { paymentRunId: string }>
/** Another run is about to pay it. */
export type ItemInAnotherRun = Refusal<'ItemInAnotherRun', { openItemId: string }>
export type RunReference = { readonly paymentRunId: string; readonly expectedVersion: number }

/** Proposes what is due 付款建议: every payable due through a day in the currency of the account, credits set off. */
export async function proposePaymentRun(
  unit: UnitOfWork,
  input: {
    readonly cashAccountId: string
    readonly dueOn: BusinessDate
    readonly payOn: BusinessDate
    readonly supplierIds: readonly string[] | null
  },
): Promise<PaymentRun | CashAccountNotFound | NothingDue | InvalidInput> {
  const { tx, caller } = unit
  const { companyId, userId } = caller
  const { cashAccountId, dueOn, payOn, supplierIds } = input
  if (supplierIds?.some((id) => !isId(id))) return invalid('supplierIds', 'NOT_AN_ID')
  const cash = isId(cashAccountId) ? await findCashAccount(tx, cashAccountId) : undefined
  if (!cash?.active) return refuse('CashAccountNotFound', { cashAccountId })
  await takeTurnToPropose(tx, companyId)
  const asked = { dueOn, currency: cash.currency, supplierIds, limit: mostRunItems }
  const lines = proposal(await duePayables(tx, companyId, asked), payOn)
  if (lines.length === 0) return refuse('NothingDue', { dueOn })
  const series = { prefix: 'PR', year: payOn.slice(0, 4), count: 1 }
  const [number = ''] = await takeTreasuryNumbers(tx, companyId, series)
  const run: PaymentRun = {
    ...{ id: newId(), companyId, number, status: 'DRAFT', version: 1, cashAccountId: cash.id, currency: cash.currency },
    ...{
      dueOn,
      payOn,
      madeBy: userId,
      authorIds: [userId],
      submittedBy: null,
      approvalId: null,
      approverIds: [],
      sentBy: null,
    },
    ...{ reason: null, lines: numbered(lines) },
  }
  await insertPaymentRun(tx, run)
  return run
}

/** Writes the lines of a draft anew: which items are paid, and how much of each. */
export async function changePaymentRun(
  unit: UnitOfWork,
  input: RunReference & {
    readonly payOn: BusinessDate
    readonly items: readonly { readonly openItemId: string; readonly amount: string | null }[]
  },
): Promise<
  | PaymentRun
  | PaymentRunNotFound
  | StaleVersion
  | PaymentRunNotReady
  | InvalidInput
  | OpenItemNotFound
  | OpenAmountExceeded
  | ItemInAnotherRun
  | PaysNothing
> {
  const { tx, caller } = unit
  const run = await lockRunAsSeen(unit, input)
  if (isRefusal(run)) return run
  if (run.status !== 'DRAFT') return notReady(run)
  if (input.items.length < 1 || input.items.length > mostRunItems) return invalid('items', 'NOT_1_TO_1000')
  const ids = input.items.map(({ openItemId }) => openItemId)
  if (new Set(ids).size < ids.length) return invalid('items', 'ITEM_TWICE')
  await takeTurnToPropose(tx, caller.companyId)
  const found = new Map((await payablesOf(tx, ids.filter(isId), run.id)).map((item) => [item.id, item]))
  const chosen: { item: PayableItem; amount: bigint }[] = []
  for (const { openItemId, amount: text } of input.items) {
    const item = found.get(openItemId)
    if (item?.currency !== run.currency) return refuse('OpenItemNotFound', { openItemId })
    if (item.heldElsewhere) return refuse('ItemInAnotherRun', { openItemId })
    const amount = partOf(item, text)
    if (typeof amount !== 'bigint') return amount
    chosen.push({ item, amount })
  }
  const lines = linesOf(chosen, input.payOn)
  if (isRefusal(lines)) return lines
  const changed = writtenBy<PaymentRun>({ ...run, payOn: input.payOn, lines: numbered(lines) }, caller.userId)
  await replaceRunLines(tx, changed)
  return keepRun(unit, changed)
}

/** Puts a draft before those who approve 提交审批, for its worth in the books. */
export async function submitPaymentRun(
  unit: UnitOfWork,
  reference: RunReference,
  approvals: Approvals,
): Promise<PaymentRun | PaymentRunNotFound | StaleVersion | PaymentRunNotReady | BooksNotOpen> {
  const { tx, caller } = unit
  const run = await lockRunAsSeen(unit, reference)
  if (isRefusal(run)) return run
  const base = await currencyOfBooks(tx, caller.companyId)
  if (base === undefined) return refuse('BooksNotOpen')
  const approvalId = newId()
  const submitted = submit(run, { userId: caller.userId, approvalId })
  if (isRefusal(submitted)) return submitted
  const saved = await keepRun(unit, submitted)
  const worth = await worthInBooks(unit, run)
  await approvals.ask(unit, {
    ...{ approvalId, companyId: run.companyId, documentType: 'PAYMENT_RUN', documentId: run.id },
    ...{ documentVersion: saved.version, documentNumber: run.number, makerId: run.madeBy, authorIds: run.authorIds },
    submittedBy: caller.userId,
    title: `${run.number} ${formatMoney(money(totalOf(run), run.currency))} ${run.currency}`,
    ...{ amount: money(worth, base), currency: run.currency },
  })
  return saved
}

/** Takes a submitted run back to change it 撤回. */
export async function withdrawPaymentRun(
  unit: UnitOfWork,
  { reason, ...reference }: RunReference & { readonly reason: string },
  approvals: Approvals,
): Promise<PaymentRun | PaymentRunNotFound | StaleVersion | PaymentRunNotReady | ReasonMissing> {
  const why = beginningOfReason(reason)
  if (isRefusal(why)) return why
  const run = await lockRunAsSeen(unit, reference)
  if (isRefusal(run)) return run
  const back = takeBack(run, why)
  if (isRefusal(back)) return back
  const saved = await keepRun(unit, back)
  if (run.approvalId !== null) await approvals.withdraw(unit, run, run.approvalId, why)
  return saved
}

/** Gives up a run that is not at the bank 作废; its items are free for another. */
export async function cancelPaymentRun(
  unit: UnitOfWork,
  { reason, ...reference }: RunReference & { readonly reason: string },
): Promise<PaymentRun | PaymentRunNotFound | StaleVersion | PaymentRunNotReady | ReasonMissing> {
  const why = beginningOfReason(reason)
  if (isRefusal(why)) return why
  const run = await lockRunAsSeen(unit, reference)
  if (isRefusal(run)) return run
  const cancelled = cancel(run, why)
  return isRefusal(cancelled) ? cancelled : keepRun(unit, cancelled)
}

/** A run held as the person saw it. */
export async function lockRunAsSeen(
  { tx }: UnitOfWork,
  { paymentRunId, expectedVersion }: RunReference,
): Promise<PaymentRun | PaymentRunNotFound | StaleVersion> {
  const [run] = isId(paymentRunId) ? await lockPaymentRuns(tx, [paymentRunId]) : []
  if (!run) return refuse('PaymentRunNotFound', { paymentRunId })
  return run.version === expectedVersion ? run : refuse('StaleVersion', { currentVersion: run.version })
}

/** Stores a run that is held and tells of it. Returns it as stored. */
export async function keepRun(unit: UnitOfWork, run: PaymentRun): Promise<PaymentRun> {
  await savePaymentRuns(unit.tx, [run])
  const kept = await findPaymentRun(unit.tx, run.id)
  if (!kept) throw new Error('A payment run that was just stored cannot be found')
  await announcePaymentRuns(unit, [kept])
  return kept
}

/** What the books carry what is paid at, which is what those who approve go by. */
async function worthInBooks({ tx }: UnitOfWork, { lines }: PaymentRun): Promise<bigint> {
  const parts = lines.flatMap(({ items }) => items)
  const held = await lockItems(
    tx,
    parts.map(({ openItemId }) => openItemId),
  )
  return parts.reduce((sum, { openItemId, amount }) => {
    const item = held.get(openItemId)
    return item && item.open !== 0n ? sum - shareOf({ item, amount: amount < 0n ? -amount : amount }).carrying : sum
  }, 0n)
}

function numbered(lines: readonly Omit<PaymentRunLine, 'id' | 'lineNumber'>[]): PaymentRunLine[] {
  return lines.map((line, index) => ({ ...line, id: newId(), lineNumber: index + 1 }))
}

/** How much of an item is paid, what is owed positive; all of it when nothing is said. */
function partOf({ id, open, currency }: PayableItem, text: string | null): bigint | InvalidInput | OpenAmountExceeded {
  if (text === null && open !== 0n) return -open
  const amount = parseMoney(text ?? '0', currency)
  if (isRefusal(amount)) return invalid('items', amount.problem)
  const most = open < 0n ? -open : open
  if (amount.minor <= 0n || amount.minor > most)
    return refuse('OpenAmountExceeded', { openItemId: id, openAmount: formatMoney(money(most, currency)) })
  return open < 0n ? amount.minor : -amount.minor
}
