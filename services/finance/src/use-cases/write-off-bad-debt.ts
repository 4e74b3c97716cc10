import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, formatMoney, isId, isRefusal, money, newId, type Refusal, refuse } from '@erp/values'
import {
  type BadDebtNotReady,
  type BadDebtPosterInvolved,
  type BadDebtWriteOff,
  type NotABadDebt,
  partyOfItems,
  post,
  takeBack,
  writeOff,
} from '../domain/bad-debt-write-off.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { ReasonMissing } from '../domain/fiscal-period.ts'
import { beginningOfReason } from '../domain/reason.ts'
import { checkParts, mostParts, type SettlementPart, type SettlementRefusal, shareOf } from '../domain/settlement.ts'
import { findWriteOff, insertWriteOff, lockWriteOffs, saveWriteOffs } from '../store/bad-debt-write-offs.ts'
import { accountsOfKeys, provisionKeys } from '../store/closing-figures.ts'
import { lockItems, takeTreasuryNumbers } from '../store/settlements.ts'
import type { Approvals } from './ask-approval.ts'
import type { StaleVersion } from './change-period.ts'
import { keepSettlements } from './keep-settlements.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'
import { type ItemToSettle, type OpenItemChanged, type OpenItemNotFound, partsOf } from './settle-open-items.ts'

export type BadDebtNotFound = Refusal<'BadDebtNotFound', { badDebtWriteOffId: string }>
export type BadDebtReference = { readonly badDebtWriteOffId: string; readonly expectedVersion: number }

/** Writes down what one party will not pay or never claim, and puts it before those who approve. Nothing is posted yet. */
export async function proposeBadDebtWriteOff(
  unit: UnitOfWork,
  input: { readonly items: readonly ItemToSettle[]; readonly proposedOn: BusinessDate; readonly reason: string },
  approvals: Approvals,
): Promise<
  BadDebtWriteOff | ReasonMissing | InvalidInput | OpenItemNotFound | OpenItemChanged | SettlementRefusal | NotABadDebt
> {
  const { tx, caller } = unit
  const { companyId, userId } = caller
  const reason = beginningOfReason(input.reason)
  if (isRefusal(reason)) return reason
  if (input.items.length === 0) return refuse('SettlementTooSmall', { fewest: 1, most: mostParts })
  const parts = await partsOf(unit, input.items)
  if (isRefusal(parts)) return parts
  const all = partyOfItems(parts)
  if (isRefusal(all)) return all
  const refused = checkParts(parts, input.proposedOn)
  if (refused) return refused

  const series = { prefix: 'BD', year: input.proposedOn.slice(0, 4), count: 1 }
  const [number = ''] = await takeTreasuryNumbers(tx, companyId, series)
  const document: BadDebtWriteOff = {
    ...{ id: newId(), companyId, number, status: 'SUBMITTED', version: 1, reason, madeBy: userId },
    ...{ party: all.party, currency: all.currency },
    ...{ approvalId: newId(), approverIds: [], answer: null, postedBy: null, settlementId: null },
    items: parts.map(({ item, amount }) => ({ openItemId: item.id, amount })),
  }
  await insertWriteOff(tx, document)
  await approvals.ask(unit, approvalOf(document, parts))
  return document
}

/** Gives up a write-off that is not posted 撤回. */
export async function withdrawBadDebtWriteOff(
  unit: UnitOfWork,
  { reason, ...reference }: BadDebtReference & { readonly reason: string },
  approvals: Approvals,
): Promise<BadDebtWriteOff | BadDebtNotFound | StaleVersion | BadDebtNotReady | ReasonMissing> {
  const why = beginningOfReason(reason)
  if (isRefusal(why)) return why
  const document = await lockAsSeen(unit, reference)
  if (isRefusal(document)) return document
  const back = takeBack(document, why)
  if (isRefusal(back)) return back
  if (document.status === 'SUBMITTED') await approvals.withdraw(unit, document, document.approvalId, why)
  return keep(unit, back)
}

/** Posts what was approved, as a settlement of its own; what the customer paid meanwhile is in the way. */
export async function postBadDebtWriteOff(
  unit: UnitOfWork,
  { postedOn, ...reference }: BadDebtReference & { readonly postedOn: BusinessDate },
): Promise<
  | BadDebtWriteOff
  | BadDebtNotFound
  | StaleVersion
  | BadDebtNotReady
  | BadDebtPosterInvolved
  | DayNotOpen
  | ClosingAccountMissing
  | SettlementRefusal
  | NotABadDebt
> {
  const { tx, caller } = unit
  const notOpen = await requireOpenDay(unit, postedOn)
  if (notOpen) return notOpen
  const document = await lockAsSeen(unit, reference)
  if (isRefusal(document)) return document
  const settlementId = newId()
  const posted = post(document, { userId: caller.userId, settlementId })
  if (isRefusal(posted)) return posted

  const parts = await partsOfDocument(unit, document)
  const all = partyOfItems(parts)
  if (isRefusal(all)) return all
  const accounts = await accountsOfKeys(tx, caller.companyId, [...provisionKeys, 'OTHER-IN'])
  const account = all.claims ? (accounts.get('BAD-ALW') ?? accounts.get('BAD')) : accounts.get('OTHER-IN')
  if (!account) return refuse('ClosingAccountMissing', { accountKey: all.claims ? 'BAD' : 'OTHER-IN' })
  const effect = writeOff(parts, { on: postedOn, account })
  if (isRefusal(effect)) return effect
  const people = { preparedBy: document.madeBy, reviewedBy: document.approverIds[0] ?? null }
  const base = parts[0]?.item.baseCurrency
  const method = all.claims ? ('BAD_DEBT' as const) : ('UNCLAIMED' as const)
  const settlement = { id: settlementId, method, agreement: null, effect, base, people }
  await keepSettlements(unit, postedOn, [settlement], null)
  return keep(unit, posted)
}

async function partsOfDocument({ tx }: UnitOfWork, { items }: BadDebtWriteOff): Promise<SettlementPart[]> {
  const held = await lockItems(
    tx,
    items.map(({ openItemId }) => openItemId),
  )
  return items.map(({ openItemId, amount }) => {
    const item = held.get(openItemId)
    if (!item) throw new Error('An item that a bad debt names cannot be found')
    return { item, amount }
  })
}

/** For its worth in the books. */
function approvalOf(document: BadDebtWriteOff, parts: readonly SettlementPart[]): Parameters<Approvals['ask']>[1] {
  const { approvalId, companyId, id, number, version, madeBy, currency } = document
  const worth = parts.reduce((sum, part) => sum + shareOf(part).carrying, 0n)
  const given = parts.reduce((sum, { amount }) => sum + amount, 0n)
  const base = parts[0]?.item.baseCurrency ?? currency
  return {
    ...{ approvalId, companyId, documentType: 'BAD_DEBT_WRITE_OFF', documentId: id, documentVersion: version },
    ...{ documentNumber: number, makerId: madeBy, submittedBy: madeBy },
    title: `${number} ${formatMoney(money(given, currency))} ${currency}`,
    ...{ amount: money(worth < 0n ? -worth : worth, base), currency },
  }
}

async function lockAsSeen(
  { tx }: UnitOfWork,
  { badDebtWriteOffId, expectedVersion }: BadDebtReference,
): Promise<BadDebtWriteOff | BadDebtNotFound | StaleVersion> {
  const [document] = isId(badDebtWriteOffId) ? await lockWriteOffs(tx, [badDebtWriteOffId]) : []
  if (!document) return refuse('BadDebtNotFound', { badDebtWriteOffId })
  return document.version === expectedVersion ? document : refuse('StaleVersion', { currentVersion: document.version })
}

async function keep({ tx }: UnitOfWork, document: BadDebtWriteOff): Promise<BadDebtWriteOff> {
  await saveWriteOffs(tx, [document])
  const kept = await findWriteOff(tx, document.id)
  if (!kept) throw new Error('A bad debt that was just stored cannot be found')
  return kept
}
