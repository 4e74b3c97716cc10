import type { UnitOfWork } from '@erp/service-kit'
import { archive } from '../domain/voucher-draft.ts'
import { changeDraftsInPeriods, type DraftReference } from './change-drafts.ts'

/** Puts posted drafts away 归档 once their month is closed, all or none. */
export function archiveVoucherDrafts(unit: UnitOfWork, references: readonly DraftReference[]) {
  return changeDraftsInPeriods(unit, references, { action: 'ARCHIVED', decide: archive })
}
