import type { FileStore } from '@erp/graphql-kit'
import { type FileTicket, type FileTickets, systemCaller, type Transactor } from '@erp/service-kit'
import { statusOf } from '../domain/voucher-attachment.ts'
import type { Tx } from '../store/database.ts'
import { findAttachments, readPiece } from '../store/voucher-attachments.ts'
import { storeVoucherFile } from '../use-cases/store-voucher-file.ts'

/** The files of vouchers, for the routes that carry bytes. A ticket says whose company is meant; no other is visible. */
export function voucherFiles(transactor: Transactor<Tx>, tickets: FileTickets): FileStore {
  const find = async ({ fileId, companyId }: FileTicket) => {
    const [file] = await transactor.read([companyId], (tx) => findAttachments(tx, [fileId]))
    if (!file || file.url !== null) return undefined
    const { name, mediaType, sha256, byteSize } = file
    return { name, mediaType, sha256, byteSize: Number(byteSize), isStored: statusOf(file) === 'STORED' }
  }

  /** Each piece in a transaction of its own, so that none waits for whoever receives them. */
  async function* piecesOf({ fileId, companyId }: FileTicket): AsyncGenerator<Uint8Array> {
    for (let number = 0; ; number += 1) {
      const piece = await transactor.read([companyId], (tx) => readPiece(tx, fileId, number))
      if (!piece) return
      yield piece
    }
  }

  return {
    tickets,
    announced: find,
    async store({ fileId, companyId, userId }, bytes, requestId) {
      const caller = { ...systemCaller('finance'), username: '', userId, companyId, requestId }
      const { outcome } = await transactor.transact(caller, 'storeVoucherFile', (unit) =>
        storeVoucherFile(unit, { id: fileId, bytes: bytes() }),
      )
      return outcome
    },
    async stored(ticket) {
      const file = await find(ticket)
      return file?.isStored ? { ...file, bytes: piecesOf(ticket) } : undefined
    },
  }
}
