/** What invoices and credit notes have alike: a draft counts once it is confirmed, some after approval, and either is cancelled with a reason. */
export interface Charge {
  readonly id: string
  readonly companyId: string
  readonly status: 'DRAFT' | 'PENDING_APPROVAL' | 'CONFIRMED' | 'CANCELLED'
  readonly confirmedAt: Date | null
  readonly cancelReason: string | null
  readonly version: number
}

/** It counts from now on. */
export function confirmCharge<Document extends Pick<Charge, 'status' | 'confirmedAt'>>(
  document: Document,
  now: Date,
): Document {
  return { ...document, status: 'CONFIRMED', confirmedAt: now }
}

/** It charges or credits nothing any more. */
export function cancelCharge<Document extends Pick<Charge, 'status' | 'cancelReason'>>(
  document: Document,
  reason: string,
): Document {
  return { ...document, status: 'CANCELLED', cancelReason: reason }
}
