/** A consequence of a document in another service. */
export type LegKind = 'STOCK' | 'LEDGER' | 'CREDIT' | 'APPROVAL'
export type LegState = 'PENDING' | 'POSTED' | 'BLOCKED' | 'REFUSED'
export type DocumentType =
  | 'SALES_ORDER'
  | 'CREDIT_LIMIT'
  | 'DELIVERY'
  | 'QUOTATION'
  | 'SALES_RETURN'
  | 'SALES_INVOICE'
  | 'CREDIT_NOTE'

/** How far a document's consequence has come, as that service told it. */
export interface DocumentLeg {
  readonly documentId: string
  readonly kind: LegKind
  readonly state: LegState
  readonly attempts: number
  /** Why it is held or was refused: a constant such as PERIOD_CLOSED. */
  readonly reasonCode: string | null
  readonly facts: Readonly<Record<string, string>>
  readonly updatedAt: Date
}

/** True when nothing more will happen to the legs by themselves soon: each is posted, held or refused. */
export function areSettled(legs: readonly DocumentLeg[]): boolean {
  return legs.every((leg) => leg.state !== 'PENDING')
}
