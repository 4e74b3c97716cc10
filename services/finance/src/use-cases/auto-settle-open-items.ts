import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isId, isRefusal, newId, refuse } from '@erp/values'
import { proposeSettlement, type SettlementRule } from '../domain/auto-settlement.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import type { OpenItemKind } from '../domain/open-item.ts'
import { mostParts, settle } from '../domain/settlement.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { findSettlementRun, insertSettlementRun, lockMatchable, type SettlementRun } from '../store/settlements.ts'
import { keepSettlements } from './keep-settlements.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'

/** How many items one request looks at; what is left is for the next. */
const itemsAtOnce = 1_000

/**
 * Settles by rules 自动核销 what stands on both sides of one account and party; across accounts only people settle. One
 * settlement for each account, party and currency.
 */
export async function autoSettleOpenItems(
  unit: UnitOfWork,
  input: {
    readonly settledOn: BusinessDate
    readonly kinds: readonly OpenItemKind[]
    readonly partyId: string | null
    readonly rules: readonly SettlementRule[]
  },
): Promise<SettlementRun | InvalidInput | DayNotOpen | ClosingAccountMissing> {
  const { tx, caller, now } = unit
  const { settledOn, kinds, partyId, rules } = input
  if (partyId !== null && !isId(partyId)) return refuse('InvalidInput', { field: 'partyId', problem: 'NOT_AN_ID' })
  const notOpen = await requireOpenDay(unit, settledOn)
  if (notOpen) return notOpen
  const differences = (await accountsOfKeys(tx, caller.companyId, ['FIN.FX'])).get('FIN.FX')
  if (!differences) return refuse('ClosingAccountMissing', { accountKey: 'FIN.FX' })
  const limit = itemsAtOnce + 1
  const items = await lockMatchable(tx, caller.companyId, { kinds, partyId, settledOn, limit })

  const groups = Map.groupBy(items.slice(0, itemsAtOnce), ({ account, currency, dimensions }) =>
    JSON.stringify([account.accountId, currency, dimensions]),
  )
  let more = items.length > itemsAtOnce
  const settlements = [...groups.values()].flatMap((group) => {
    if (group.length > mostParts) more = true
    const parts = proposeSettlement(group.slice(0, mostParts), rules)
    const [first] = parts
    if (!first) return []
    const effect = settle(parts, { settledOn, agreement: null, writeOff: null, differences })
    if (isRefusal(effect)) throw new Error(`What rules propose cannot be settled: ${JSON.stringify(effect)}`)
    const base = first.item.baseCurrency
    return [{ id: newId(), method: 'AUTOMATIC' as const, agreement: null, effect, base }]
  })
  const run = { id: newId(), companyId: caller.companyId, more, by: caller.userId, at: now }
  await insertSettlementRun(tx, run)
  await keepSettlements(unit, settledOn, settlements, run.id)
  const done = await findSettlementRun(tx, run.id)
  if (!done) throw new Error('A run that was just stored cannot be found')
  return done
}
