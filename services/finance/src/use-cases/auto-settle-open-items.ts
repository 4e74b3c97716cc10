import type { UnitOfWork } from '@erp/service-kit'
import { isId, newId, refuse } from '@erp/values'
import { settleByRules } from '../domain/auto-settlement.ts'
import type { InvalidInput } from '../domain/chart-change.ts'
import { partyOf } from '../domain/open-item.ts'
import { accountsOfKeys } from '../store/closing-figures.ts'
import { lockMatchable, type Matchable } from '../store/matchable-items.ts'
import { findSettlementRun, insertSettlementRun, type SettlementRun } from '../store/settlements.ts'
import { keepSettlements } from './keep-settlements.ts'
import { type DayNotOpen, requireOpenDay } from './require-open-day.ts'
import type { ClosingAccountMissing } from './run-closing-step.ts'

/**
 * Settles by rules 自动核销 what stands on both sides of one party and currency: within each account without a voucher, then
 * advances against what they were paid for, by the voucher that people would have made. A customer who is a supplier too is
 * two parties here: setting one off against the other takes an agreement.
 */
export async function autoSettleOpenItems(
  unit: UnitOfWork,
  input: Matchable,
): Promise<SettlementRun | InvalidInput | DayNotOpen | ClosingAccountMissing> {
  const { tx, caller, now } = unit
  const { settledOn, partyId, rules } = input
  if (partyId !== null && !isId(partyId)) return refuse('InvalidInput', { field: 'partyId', problem: 'NOT_AN_ID' })
  const notOpen = await requireOpenDay(unit, settledOn)
  if (notOpen) return notOpen
  const differences = (await accountsOfKeys(tx, caller.companyId, ['FIN.FX'])).get('FIN.FX')
  if (!differences) return refuse('ClosingAccountMissing', { accountKey: 'FIN.FX' })
  const { items, more } = await lockMatchable(tx, caller.companyId, input)

  const groups = Map.groupBy(items, ({ kind, partyId, currency }) => `${partyOf[kind]} ${partyId} ${currency}`)
  const settlements = [...groups.values()].flatMap((group) =>
    settleByRules(group, rules, { settledOn, differences }).map((effect) => ({
      ...{ id: newId(), method: 'AUTOMATIC' as const, agreement: null, effect, base: group[0]?.baseCurrency },
    })),
  )
  // Where nothing could be settled, asking again would find the same.
  const again = more && settlements.length > 0
  const run = { id: newId(), companyId: caller.companyId, more: again, by: caller.userId, at: now }
  await insertSettlementRun(tx, run)
  await keepSettlements(unit, settledOn, settlements, run.id)
  const done = await findSettlementRun(tx, run.id)
  if (!done) throw new Error('A run that was just stored cannot be found')
  return done
}
