import { stockDifferenceDisposed } from '@erp/contracts'
import { emit } from '@erp/messaging'
import { formatMoney, formatQuantity, type Money, negate, negateQuantity } from '@erp/values'
import { type DisposalLine, disposalEventOf, type StockDifferenceDisposal } from '../domain/stock-difference.ts'
import type { Unit } from '../store/database.ts'

/** Tells finance who bears differences, or, of a decision that was taken back, the same with every amount turned. */
export async function tellDisposal(
  unit: Unit,
  disposal: StockDifferenceDisposal,
  lines: readonly DisposalLine[],
): Promise<void> {
  const { id: disposalId, companyId, number, status, decision, businessDate, currency } = disposal
  const takenBack = status === 'CANCELLED'
  const amount = (money: Money) => formatMoney(takenBack ? negate(money) : money)
  await emit(unit, stockDifferenceDisposed, {
    aggregateId: disposalId,
    payload: {
      ...{ companyId, disposalId, number, revision: takenBack ? 2 : 1, eventKind: disposalEventOf[decision] },
      ...{ businessDate, currency },
      lines: lines.map(({ difference, clearedValue, inputVat }) => ({
        stockEntryId: difference.id,
        sourceLineId: difference.sourceLineId,
        itemId: difference.itemId,
        itemClass: difference.itemClass,
        warehouseId: difference.warehouseId,
        valuationAreaId: difference.valuationAreaId,
        quantity: formatQuantity(takenBack ? negateQuantity(difference.quantity) : difference.quantity),
        clearedValue: amount(clearedValue),
        inputVat: amount(inputVat),
      })),
    },
  })
}
