import type { UnitOfWork } from '@erp/service-kit'
import { formatMoney, money, type Refusal, refuse } from '@erp/values'
import { overdrawnCash } from '../store/cash-accounts.ts'

export type CashOnHandShort = Refusal<'CashOnHandShort', { cashAccountCode: string; short: string }>

/**
 * A bank may lend; a cash box cannot. Called after a posting, which is taken back when one of these accounts is cash on hand
 * 库存现金 and would hold less than nothing.
 */
export async function keepCashAboveZero(
  { tx }: UnitOfWork,
  cashAccountIds: readonly string[],
): Promise<CashOnHandShort | undefined> {
  const [short] = await overdrawnCash(tx, cashAccountIds)
  if (!short) return undefined
  const { code, currency, balance } = short
  return refuse('CashOnHandShort', { cashAccountCode: code, short: formatMoney(money(-balance, currency)) })
}
