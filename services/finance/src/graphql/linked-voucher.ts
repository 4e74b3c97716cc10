import type { VoucherRecord } from '../domain/voucher-record.ts'
import type { Loaders } from './loaders.ts'

/** The voucher of a document; null while there is none. */
export async function voucherOf(id: string | null, loaders: Loaders): Promise<VoucherRecord | null> {
  return id === null ? null : ((await loaders.voucher.load(id)) ?? null)
}
