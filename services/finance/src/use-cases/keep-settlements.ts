import type { UnitOfWork } from '@erp/service-kit'
import type { BusinessDate, Currency } from '@erp/values'
import type { Settlement, SettlementEffect } from '../domain/settlement.ts'
import { ofSettlement, treasuryVoucher } from '../domain/treasury-voucher.ts'
import type { VoucherPeople } from '../domain/voucher.ts'
import { insertMovements } from '../store/open-items.ts'
import { insertSettlements, takeTreasuryNumbers } from '../store/settlements.ts'
import { postVouchers } from '../store/vouchers.ts'
import { followEmployeeItems } from './follow-employee-items.ts'
import { noteOddHour } from './note-security-event.ts'

type ToKeep = Pick<Settlement, 'id' | 'method' | 'agreement'> & {
  readonly effect: SettlementEffect
  readonly base: Currency | undefined
  /** Who made and reviewed what its voucher stands for; whoever settles when left out. */
  readonly people?: Pick<VoucherPeople, 'preparedBy' | 'reviewedBy'>
}

/** Stores settlements of one day, with what they do to items and the vouchers that some of them need. */
export async function keepSettlements(
  unit: UnitOfWork,
  settledOn: BusinessDate,
  settlements: readonly ToKeep[],
  runId: string | null,
): Promise<void> {
  const { tx, caller } = unit
  if (settlements.length === 0) return
  const series = { prefix: 'ST', year: settledOn.slice(0, 4), count: settlements.length }
  const numbers = await takeTreasuryNumbers(tx, caller.companyId, series)
  const numbered = settlements.map((one, index) => ({ ...one, number: numbers[index] ?? '' }))
  await insertSettlements(
    tx,
    caller,
    numbered.map(({ id, number, method, agreement, effect: { currency } }) => ({
      ...{ id, number, method, agreement, currency, settledOn, runId },
    })),
  )
  await insertMovements(
    tx,
    numbered.flatMap(({ id, effect }) =>
      effect.moves.map(({ itemId, amount, carrying }) => ({
        ...{ companyId: caller.companyId, itemId, kind: 'SETTLEMENT' as const, movedOn: settledOn },
        ...{ amount: amount.toString(), carrying: carrying.toString(), settlementId: id },
        ...{ voucherId: null, lineNumber: null },
      })),
    ),
  )
  await noteOddHour(unit)
  await postVouchers(
    tx,
    numbered.flatMap((one) => voucherOf(unit, one, settledOn)),
  )
  const moved = settlements.flatMap(({ effect: { moves, lines } }) => [
    ...[...moves, ...lines.flatMap((line) => line.moves ?? [])].map(({ itemId }) => itemId),
  ])
  await followEmployeeItems(unit, [...new Set(moved)], { on: settledOn, paidBy: null })
}

function voucherOf(
  { caller }: UnitOfWork,
  { id, number, effect, base, people }: ToKeep & { readonly number: string },
  day: BusinessDate,
): ReturnType<typeof treasuryVoucher>[] {
  if (effect.lines.length === 0 || base === undefined) return []
  const { companyId, userId } = caller
  const by = { preparedBy: userId, reviewedBy: null, ...people, postedBy: userId }
  const lines = effect.lines.map((line) => ofSettlement(line, id))
  return [treasuryVoucher({ companyId, type: 'SETTLEMENT', id, number, on: day, currency: base, ...by }, lines)]
}
