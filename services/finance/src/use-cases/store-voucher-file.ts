import type { UnitOfWork } from '@erp/service-kit'
import { lockAwaitedAttachment, storeBytes } from '../store/voucher-attachments.ts'

/** Stores the bytes of a file that was announced, once. They have been compared with what was announced of them. */
export async function storeVoucherFile(
  { tx, now, caller: { companyId } }: UnitOfWork,
  { id, bytes }: { readonly id: string; readonly bytes: AsyncIterable<Uint8Array> },
): Promise<{ readonly id: string; readonly outcome: 'STORED' | 'FILE_NOT_FOUND' | 'FILE_ALREADY_STORED' }> {
  const status = await lockAwaitedAttachment(tx, id)
  if (status === 'GONE') return { id, outcome: 'FILE_NOT_FOUND' }
  if (status === 'STORED') return { id, outcome: 'FILE_ALREADY_STORED' }
  await storeBytes(tx, { id, companyId, storedAt: now }, bytes)
  return { id, outcome: 'STORED' }
}
