import type { FileStore } from '@erp/graphql-kit'
import { type FileTicket, type FileTickets, systemCaller, type Transactor, type UnitOfWork } from '@erp/service-kit'
import type { Tx } from '../store/database.ts'
import type { Context } from './context.ts'

/** What tells a file of one kind from others, and how its bytes come and go. */
export interface FileKind {
  /** The operation under which bytes are stored, as the trail names it. */
  readonly operation: string
  readonly find: (tx: Tx, id: string) => Promise<KeptFile | undefined>
  readonly readPiece: (tx: Tx, id: string, number: number) => Promise<Uint8Array | undefined>
  readonly store: (
    unit: UnitOfWork<Tx>,
    file: { readonly id: string; readonly bytes: AsyncIterable<Uint8Array> },
  ) => Promise<{ readonly outcome: 'STORED' | 'FILE_NOT_FOUND' | 'FILE_ALREADY_STORED' }>
}

/** An address below that of the graph, whatever that is: finance does not know where the gateway stands. */
export function ticketFor(
  action: FileTicket['action'],
  { id, companyId }: { readonly id: string; readonly companyId: string },
  { fileTickets, caller }: Context,
) {
  const { text, expiresAt } = fileTickets.issue({ action, fileId: id, companyId, userId: caller.userId })
  return { url: `files/finance/${text}`, expiresAt }
}

interface KeptFile {
  readonly name: string
  readonly mediaType: string
  readonly sha256: string
  readonly byteSize: number
  readonly isStored: boolean
}

/** Files of one kind, for the routes that carry bytes. A ticket says whose company is meant; no other is visible. */
export function keptFiles(transactor: Transactor<Tx>, tickets: FileTickets, kind: FileKind): FileStore {
  const find = ({ fileId, companyId }: FileTicket) => transactor.read([companyId], (tx) => kind.find(tx, fileId))

  /** Each piece in a transaction of its own, so that none waits for whoever receives them. */
  async function* piecesOf({ fileId, companyId }: FileTicket): AsyncGenerator<Uint8Array> {
    for (let number = 0; ; number += 1) {
      const piece = await transactor.read([companyId], (tx) => kind.readPiece(tx, fileId, number))
      if (!piece) return
      yield piece
    }
  }

  return {
    tickets,
    announced: find,
    async store({ fileId, companyId, userId }, bytes, requestId) {
      const caller = { ...systemCaller('finance'), username: '', userId, companyId, requestId }
      const { outcome } = await transactor.transact(caller, kind.operation, (unit) =>
        kind.store(unit, { id: fileId, bytes: bytes() }),
      )
      return outcome
    },
    async stored(ticket) {
      const file = await find(ticket)
      return file?.isStored ? { ...file, bytes: piecesOf(ticket) } : undefined
    },
  }
}
