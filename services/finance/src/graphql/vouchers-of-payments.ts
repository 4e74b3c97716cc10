import type { CashDocument } from '../domain/cash-document.ts'
import type { VoucherRecord } from '../domain/voucher-record.ts'
import type { Loaders } from './loaders.ts'

/** The vouchers of payments and of their reversals, in their order. */
export async function vouchersOfPayments(
  payments: readonly CashDocument[],
  loaders: Loaders,
): Promise<VoucherRecord[]> {
  const ids = payments.flatMap(({ voucherId, reversalId }) => [voucherId, reversalId]).filter((id) => id !== null)
  const vouchers = await Promise.all(ids.map((id) => loaders.voucher.load(id)))
  return vouchers.filter((voucher) => voucher !== undefined)
}
