import type { UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isRefusal } from '@erp/values'
import type { PostedVoucher } from '../domain/posted-voucher.ts'
import { type ReversalBeforeVoucher, type ReversibleVoucher, reversalOf } from '../domain/reverse-voucher.ts'
import type { SettledMovement } from '../store/settlements.ts'
import { postVouchers } from '../store/vouchers.ts'
import { noteOddHour } from './note-security-event.ts'

/** Posts a receipt's, payment's or settlement's voucher in red, giving the items it took from what it took of them. */
export async function takeTreasuryVoucherBack(
  unit: UnitOfWork,
  voucher: ReversibleVoucher,
  movements: readonly SettledMovement[],
  on: BusinessDate,
): Promise<PostedVoucher | ReversalBeforeVoucher> {
  const { tx, caller } = unit
  const red = reversalOf(voucher, { on, by: caller.userId, kinds: ['TREASURY'] })
  if (isRefusal(red)) {
    if (red.refusal === 'ReversalBeforeVoucher') return red
    throw new Error(`The voucher ${voucher.number} cannot be taken back: ${red.refusal}`)
  }
  const taken = movements.filter(({ kind, voucherId }) => kind === 'SETTLEMENT' && voucherId === voucher.id)
  const back = Map.groupBy(taken, ({ lineNumber }) => lineNumber)
  const lines = red.lines.map((line) => {
    const moves = (back.get(line.lineNumber) ?? []).map(({ itemId, amount, carrying, settlementId }) => ({
      ...{ itemId, amount: -amount, carrying: -carrying, settlementId },
    }))
    return moves.length === 0 ? line : { ...line, moves }
  })
  await noteOddHour(unit)
  const [posted] = await postVouchers(tx, [{ ...red, lines, sourceEventId: null }])
  if (!posted) throw new Error('A reversal was not posted')
  return posted
}
