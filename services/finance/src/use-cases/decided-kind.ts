import type { approvalDecided, PayloadOf } from '@erp/contracts'
import type { Message } from '@erp/messaging'
import type { Sql, UnitOfWork } from '@erp/service-kit'
import { isRefusal, type Refusal } from '@erp/values'
import type { ApprovalDecision } from '../domain/approval.ts'
import type { AskedApproval } from './ask-approval.ts'

export type Decided = Message<PayloadOf<typeof approvalDecided>>
/** A document nobody could be asked about, and why. */
export type Unasked = { readonly documentId: string; readonly approvalId: string; readonly reason: string }

type DocumentType = AskedApproval['documentType']
type Waiting = { readonly id: string; readonly approvalId: string | null }

/** What becomes of documents of a kind that were put before those who approve. */
export interface DecidedKind {
  /** Some messages may be about other kinds. */
  readonly decide: (unit: UnitOfWork, messages: readonly Decided[]) => Promise<void>
  /** It goes back to its maker, who sees why. */
  readonly giveBack: (unit: UnitOfWork, unasked: Unasked) => Promise<void>
}

/** The rules and the store of a kind, joined: held in one order, decided in the order of the messages, stored at once. */
export function decidedKind<Document extends Waiting>(
  documentType: DocumentType,
  {
    lock,
    decide,
    takeBack,
    save,
  }: {
    readonly lock: (tx: Sql, ids: readonly string[]) => Promise<readonly Document[]>
    /** Undefined when it changes nothing any more. */
    readonly decide: (document: Document, decision: ApprovalDecision) => Document | undefined
    readonly takeBack: (document: Document, reason: string) => Document | Refusal
    readonly save: (unit: UnitOfWork, documents: readonly Document[]) => Promise<void>
  },
): DecidedKind {
  return {
    decide: async (unit, messages) => {
      const told = messages.flatMap(({ payload }) => (payload.documentType === documentType ? [payload] : []))
      if (told.length === 0) return
      const ids = [...new Set(told.map(({ documentId }) => documentId))]
      const held = new Map((await lock(unit.tx, ids)).map((document) => [document.id, document]))
      const changed = new Map<string, Document>()
      for (const decision of told) {
        const document = changed.get(decision.documentId) ?? held.get(decision.documentId)
        const decided = document && decide(document, decision)
        if (decided) changed.set(decided.id, decided)
      }
      if (changed.size > 0) await save(unit, [...changed.values()])
    },

    giveBack: async (unit, { documentId, approvalId, reason }) => {
      const [document] = await lock(unit.tx, [documentId])
      if (document?.approvalId !== approvalId) return
      const back = takeBack(document, reason)
      if (!isRefusal(back)) await save(unit, [back])
    },
  }
}
