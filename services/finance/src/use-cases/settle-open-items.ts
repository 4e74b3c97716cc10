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
} from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import {
  mostParts,
  type SettleableItem,
  type Settlement,
  type SettlementPart,
  type SettlementRefusal,
  settle,
} from '../domain/settlement.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { findSettlement, lockItems } from '../store/settlements.ts'
import { writeOffLimitOf } from '../store/write-off-limits.ts'
import { keepSettlements } from './keep-settlements.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'

export type OpenItemNotFound = Refusal<'OpenItemNotFound', { openItemId: string }>
/** Somebody else settled, revalued or reversed it meanwhile. */
export type OpenItemChanged = Refusal<
  'OpenItemChanged',
  { openItemId: string; openAmount: string; currentVersion: number }
>

export type ItemToSettle = {
  readonly openItemId: string
  /** In the currency of the item; always positive. */
  readonly amount: string
  readonly expectedVersion: number
}

/**
 * Settles items that a person chose 手工核销: all of it or nothing. Items are held in one order, so of two who settle the
 * same one, the second is told what is left.
 */
export async function settleOpenItems(
  unit: UnitOfWork,
  input: {
    readonly settledOn: BusinessDate
    readonly items: readonly ItemToSettle[]
    readonly writeOffRest: boolean
    readonly agreement: string | null
  },
): Promise<
  | Settlement
  | InvalidInput
  | DayNotOpen
  | OpenItemNotFound
  | OpenItemChanged
  | ClosingAccountMissing
  | SettlementRefusal
> {
  const { tx, caller } = unit
  const agreement = input.agreement?.trim() || null
  if (agreement !== null && agreement.length > 100)
    return refuse('InvalidInput', { field: 'agreement', problem: 'LONGER_THAN_100_CHARACTERS' })
  const notOpen = await requireOpenDay(unit, input.settledOn)
  if (notOpen) return notOpen
  const parts = await partsOf(unit, input.items)
  if (isRefusal(parts)) return parts

  const accounts = await accountsOfKeys(tx, caller.companyId, ['FIN', 'FIN.FX'])
  const differences = accounts.get('FIN.FX')
  const smallDifferences = accounts.get('FIN')
  if (!differences) return refuse('ClosingAccountMissing', { accountKey: 'FIN.FX' })
  if (!smallDifferences) return refuse('ClosingAccountMissing', { accountKey: 'FIN' })
  const { amount: limit } = await writeOffLimitOf(tx, caller.companyId)
  const writeOff = input.writeOffRest ? { account: smallDifferences, limit } : null
  const effect = settle(parts, { settledOn: input.settledOn, agreement, writeOff, differences })
  if (isRefusal(effect)) return effect

  const id = newId()
  const method = 'MANUAL' as const
  await keepSettlements(
    unit,
    input.settledOn,
    [{ id, method, agreement, effect, base: parts[0]?.item.baseCurrency }],
    null,
  )
  const settlement = await findSettlement(tx, id)
  if (!settlement) throw new Error('A settlement that was just stored cannot be found')
  return settlement
}

/** The items with what shall be settled of each, held; or the first that is not as the person saw it. */
export async function partsOf(
  { tx }: UnitOfWork,
  wanted: readonly ItemToSettle[],
): Promise<SettlementPart[] | InvalidInput | OpenItemNotFound | OpenItemChanged | SettlementRefusal> {
  if (wanted.length > mostParts) return refuse('SettlementTooSmall', { fewest: 1, most: mostParts })
  const ids = wanted.map(({ openItemId }) => openItemId)
  if (new Set(ids).size < ids.length) return refuse('InvalidInput', { field: 'items', problem: 'ITEM_TWICE' })
  const items = await lockItems(tx, ids.filter(isId))
  const parts: SettlementPart[] = []
  for (const { openItemId, amount, expectedVersion } of wanted) {
    const item = items.get(openItemId)
    if (!item) return refuse('OpenItemNotFound', { openItemId })
    if (item.version !== expectedVersion) return itemChanged(item)
    const read = parseMoney(amount, item.currency)
    if (isRefusal(read)) return refuse('InvalidInput', { field: 'amount', problem: read.problem })
    parts.push({ item, amount: read.minor })
  }
  return parts
}

/** Says what is left of an item that is not as the person saw it. */
export function itemChanged({ id, open, currency, version }: SettleableItem): OpenItemChanged {
  const openAmount = formatMoney(money(open < 0n ? -open : open, currency))
  return refuse('OpenItemChanged', { openItemId: id, openAmount, currentVersion: version })
}
