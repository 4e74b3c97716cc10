import type { FileStore } from '@erp/graphql-kit'
import type { FileTickets, SealingKeys, Transactor } from '@erp/service-kit'
import { nameOf, paymentFileText } from '../domain/payment-file.ts'
import { findPaymentFile, linesOfPaymentFile } from '../store/payment-files.ts'
import type { Tx } from '../use-cases/unit.ts'

/** What procurement gives tickets for: files of payment runs, made of what is kept of them. */
export function procurementFiles(transactor: Transactor<Tx>, tickets: FileTickets, keys: SealingKeys): FileStore {
  return {
    tickets,
    announced: async () => undefined,
    store: async () => 'FILE_NOT_FOUND',
    stored: ({ fileId, companyId }) =>
      transactor.read([companyId], async (tx) => {
        const file = await findPaymentFile(tx, fileId)
        if (!file) return undefined
        const text = paymentFileText(file, await linesOfPaymentFile(tx, keys, fileId))
        const bytes = Buffer.from(text)
        return { name: nameOf(file), mediaType: 'text/csv', byteSize: bytes.length, bytes: inOnePiece(bytes) }
      }),
  }
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
