import type { RetentionRule } from '@erp/service-kit'

/** For how long finance keeps what never became a document. Documents have no rule: they are kept for the legal term and never purged. */
export const retention: readonly RetentionRule[] = [
  { kind: 'UNSUBMITTED_CLAIMS', days: 730, atLeastDays: 90 },
  { kind: 'FILES_OF_CLAIMS_GIVEN_UP', days: 365, atLeastDays: 30 },
  { kind: 'FED_CLAIMS', days: 730, atLeastDays: 90 },
]
