import type { FileStore } from '@erp/graphql-kit'
import type { FileTicket, FileTickets, Transactor } from '@erp/service-kit'
import type { Tx } from '../store/database.ts'
import { findPaymentFile } from '../store/payment-runs.ts'
import { voucherFiles } from './voucher-files.ts'

/** Whatever finance gives tickets for: the files of vouchers, and those that payment runs go to the bank with. */
export function financeFiles(transactor: Transactor<Tx>, tickets: FileTickets): FileStore {
  const ofVouchers = voucherFiles(transactor, tickets)
  const ofRun = async ({ fileId, companyId }: FileTicket) => {
    const file = await transactor.read([companyId], (tx) => findPaymentFile(tx, fileId))
    if (!file) return undefined
    const bytes = Buffer.from(file.content)
    const { name, sha256 } = file
    return { name, sha256, mediaType: 'text/csv', byteSize: bytes.length, isStored: true, bytes: inOnePiece(bytes) }
  }
  return {
    ...ofVouchers,
    announced: async (ticket) => (await ofVouchers.announced(ticket)) ?? (await ofRun(ticket)),
    stored: async (ticket) => (await ofVouchers.stored(ticket)) ?? (await ofRun(ticket)),
  }
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
