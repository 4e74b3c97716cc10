import type { FileStore } from '@erp/graphql-kit'
import type { FileTicket, FileTickets, Transactor } from '@erp/service-kit'
import { statementFile } from '../domain/statement-file.ts'
import { statusOf } from '../domain/voucher-attachment.ts'
import type { Tx } from '../store/database.ts'
import { findClaimFile, readClaimPiece } from '../store/expense-claim-files.ts'
import { allLinesOf } from '../store/statement-lines.ts'
import { findStatements } from '../store/statements-of-account.ts'
import { findAttachments, readPiece } from '../store/voucher-attachments.ts'
import { storeClaimFile } from '../use-cases/keep-files-of-claims.ts'
import { storeVoucherFile } from '../use-cases/store-voucher-file.ts'
import { type FileKind, keptFiles } from './kept-files.ts'

const ofVouchers: FileKind = {
  operation: 'storeVoucherFile',
  async find(tx, id) {
    const [file] = await findAttachments(tx, [id])
    if (!file || file.url !== null) return undefined
    const { name, mediaType, sha256, byteSize } = file
    return { name, mediaType, sha256, byteSize: Number(byteSize), isStored: statusOf(file) === 'STORED' }
  },
  readPiece,
  store: storeVoucherFile,
}

const ofClaims: FileKind = {
  operation: 'storeClaimFile',
  async find(tx, id) {
    const file = await findClaimFile(tx, id)
    if (!file) return undefined
    const { name, mediaType, sha256, byteSize, storedAt } = file
    return { name, mediaType, sha256, byteSize: Number(byteSize), isStored: storedAt !== null }
  },
  readPiece: readClaimPiece,
  store: storeClaimFile,
}

/** Whatever finance gives tickets for: files of vouchers and of claims, and statements of account. */
export function financeFiles(transactor: Transactor<Tx>, tickets: FileTickets): FileStore {
  const vouchers = keptFiles(transactor, tickets, ofVouchers)
  const claims = keptFiles(transactor, tickets, ofClaims)
  const ofStatement = ({ fileId, companyId }: FileTicket) =>
    transactor.read([companyId], async (tx) => {
      const [statement] = await findStatements(tx, [fileId])
      if (!statement) return undefined
      const bytes = Buffer.from(`\uFEFF${statementFile(statement, await allLinesOf(tx, fileId))}`)
      const name = `${statement.number}.csv`
      return { name, mediaType: 'text/csv', byteSize: bytes.length, bytes: inOnePiece(bytes) }
    })
  return {
    tickets,
    announced: async (ticket) => (await vouchers.announced(ticket)) ?? (await claims.announced(ticket)),
    store: async (ticket, bytes, requestId) => {
      const keeper = (await claims.announced(ticket)) ? claims : vouchers
      return keeper.store(ticket, bytes, requestId)
    },
    stored: async (ticket) =>
      (await vouchers.stored(ticket)) ?? (await claims.stored(ticket)) ?? (await ofStatement(ticket)),
  }
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
