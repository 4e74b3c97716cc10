import { type Refusal, refuse } from '@erp/values'
import { type ApprovableType, confirmedAs } from '../domain/document-approval.ts'
import {
  type DocumentNotFound,
  type DocumentNotIn,
  type InventoryDocument,
  type MakerConfirms,
  requireStatus,
} from '../domain/inventory-document.ts'
import type { StaleVersion } from '../domain/master-data.ts'
import type { Tx, Unit } from '../store/database.ts'
import { type ApprovedDocument, beforeConfirming, type ToldForApproval, waitForApproval } from './ask-approval.ts'
import type { SeenDocument } from './write-miscellaneous-movement.ts'

/** What confirming a document is, by its kind: what it comes to is found before anything is written. */
export interface ConfirmableKind<Document extends InventoryDocument, Decided extends object, Refused extends Refusal> {
  readonly documentType: ApprovableType
  readonly lock: (tx: Tx, documentId: string) => Promise<Document | undefined>
  readonly find: (tx: Tx, documentId: string) => Promise<Document | undefined>
  /** What it does to stock, which is locked or only read; or why it cannot be confirmed. */
  readonly decide: (tx: Tx, draft: Document, stock: 'LOCKED' | 'READ') => Promise<Decided | Refused>
  readonly tell: (draft: Document, decided: Decided) => ToldForApproval
  /** Writes what was decided; answers the draft with what it found out. */
  readonly carryOut: (unit: Unit, draft: Document, decided: Decided) => Promise<Document>
  readonly save: (tx: Tx, document: Document) => Promise<void>
  /** Whether who wrote it may confirm it where the company defined nothing. */
  readonly alone?: (draft: Document) => boolean
}

/**
 * Makes a draft count in stock, and finance post it; what finance would refuse is refused here. Where the company has such documents
 * approved it waits for that instead; else who wrote some of it does not confirm it, unless its kind says otherwise.
 */
export async function confirmDocument<
  Document extends InventoryDocument,
  Decided extends object,
  Refused extends Refusal,
>(
  unit: Unit,
  kind: ConfirmableKind<Document, Decided, Refused>,
  { documentId, expectedVersion }: SeenDocument,
): Promise<Document | DocumentNotFound | DocumentNotIn | StaleVersion | MakerConfirms | Refused> {
  const draft = await kind.lock(unit.tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const problem = requireStatus(draft, 'DRAFT', expectedVersion)
  if (problem) return problem
  const next = await beforeConfirming(unit, kind.documentType, draft, { alone: kind.alone?.(draft) ?? false })
  if (next === 'ASK') return ask(unit, kind, draft)
  return next === 'CONFIRM' ? count(unit, kind, draft, unit.caller.userId) : next
}

/** One that was approved counts as by its submitter, unless something stands against it by now. */
export async function confirmApproved<
  Document extends InventoryDocument,
  Decided extends object,
  Refused extends Refusal,
>(
  unit: Unit,
  kind: ConfirmableKind<Document, Decided, Refused>,
  { documentId, submittedBy }: ApprovedDocument,
): Promise<Document | DocumentNotFound | Refused> {
  const draft = await kind.find(unit.tx, documentId)
  return draft ? count(unit, kind, draft, submittedBy) : refuse('DocumentNotFound', { documentId })
}

/** What confirming a draft would do now, by the same functions; writes nothing. */
export async function decidedOf<Document extends InventoryDocument, Decided extends object, Refused extends Refusal>(
  tx: Tx,
  kind: ConfirmableKind<Document, Decided, Refused>,
  documentId: string,
): Promise<Decided | DocumentNotFound | DocumentNotIn | Refused> {
  const draft = await kind.find(tx, documentId)
  if (!draft) return refuse('DocumentNotFound', { documentId })
  const { status } = draft
  if (status !== 'DRAFT') return refuse('DocumentStatusWrong', { status, expected: 'DRAFT' })
  return kind.decide(tx, draft, 'READ')
}

/** Puts a draft that could be confirmed now before those who approve. */
async function ask<Document extends InventoryDocument, Decided extends object, Refused extends Refusal>(
  unit: Unit,
  kind: ConfirmableKind<Document, Decided, Refused>,
  draft: Document,
): Promise<Document | Refused> {
  const decided = await kind.decide(unit.tx, draft, 'READ')
  if (isRefused(decided)) return decided
  const waiting = await waitForApproval(unit, kind.documentType, draft, kind.tell(draft, decided))
  await kind.save(unit.tx, waiting)
  return waiting
}

async function count<Document extends InventoryDocument, Decided extends object, Refused extends Refusal>(
  unit: Unit,
  kind: ConfirmableKind<Document, Decided, Refused>,
  draft: Document,
  by: string,
): Promise<Document | Refused> {
  const decided = await kind.decide(unit.tx, draft, 'LOCKED')
  if (isRefused(decided)) return decided
  const confirmed = confirmedAs(await kind.carryOut(unit, draft, decided), 'CONFIRMED', { by, now: unit.now })
  await kind.save(unit.tx, confirmed)
  return confirmed
}

function isRefused<Decided extends object, Refused extends Refusal>(outcome: Decided | Refused): outcome is Refused {
  return 'refusal' in outcome
}
