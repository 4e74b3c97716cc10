import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, newId, refuse } from '@erp/values'
import type { InvalidInput } from '../domain/chart-change.ts'
import {
  type ItemNotTransferable,
  type PartyNotFound,
  type TransferToItself,
  transferorOf,
  transferTo,
} from '../domain/party-transfer.ts'
import { mostParts, type Settlement, type SettlementRefusal } from '../domain/settlement.ts'
import { isKnownParty } from '../store/party-groups.ts'
import { findSettlement } from '../store/settlements.ts'
import { keepSettlements } from './keep-settlements.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import { type ItemToSettle, type OpenItemChanged, type OpenItemNotFound, partsOf } from './settle-open-items.ts'

/** Lets another customer owe, or another supplier be owed, what all three agreed on 转应收、转应付. */
export async function transferOpenItems(
  unit: UnitOfWork,
  input: {
    readonly transferredOn: BusinessDate
    readonly toPartyId: string
    readonly agreement: string
    readonly items: readonly ItemToSettle[]
  },
): Promise<
  | Settlement
  | InvalidInput
  | DayNotOpen
  | OpenItemNotFound
  | OpenItemChanged
  | SettlementRefusal
  | ItemNotTransferable
  | PartyNotFound
  | TransferToItself
> {
  const { tx, caller } = unit
  const { transferredOn, toPartyId } = input
  const agreement = input.agreement.trim()
  if (agreement === '' || agreement.length > 100)
    return refuse('InvalidInput', { field: 'agreement', problem: 'NOT_1_TO_100_CHARACTERS' })
  if (input.items.length === 0) return refuse('SettlementTooSmall', { fewest: 1, most: mostParts })
  const notOpen = await requireOpenDay(unit, transferredOn)
  if (notOpen) return notOpen
  const parts = await partsOf(unit, input.items)
  if (isRefusal(parts)) return parts
  const transferor = transferorOf(parts)
  if (isRefusal(transferor)) return transferor
  const { dimension } = transferor
  if (!(isId(toPartyId) && (await isKnownParty(tx, { companyId: caller.companyId, dimension, partyId: toPartyId }))))
    return refuse('PartyNotFound', { partyId: toPartyId })
  const effect = transferTo(parts, { partyId: toPartyId, on: transferredOn })
  if (isRefusal(effect)) return effect

  const id = newId()
  const base = parts[0]?.item.baseCurrency
  await keepSettlements(unit, transferredOn, [{ id, method: 'TRANSFER', agreement, effect, base }], null)
  const settlement = await findSettlement(tx, id)
  if (!settlement) throw new Error('A transfer that was just stored cannot be found')
  return settlement
}
