import type { UnitOfWork } from '@erp/service-kit'
import { muchReadInAnHour } from '../domain/security-event.ts'
import { addShown, type CountedDocuments } from '../store/documents-shown.ts'
import { appendSecurityEvent } from '../store/security-events.ts'

/** Adds up what people were shown, and notes whoever reaches what nobody reads in an hour, once for that hour. */
export async function noteShownDocuments({ tx }: UnitOfWork, counts: readonly CountedDocuments[]): Promise<void> {
  const sums = await addShown(tx, counts)
  for (const { companyId, userId, before, after } of sums) {
    if (before >= muchReadInAnHour || after < muchReadInAnHour) continue
    await appendSecurityEvent(tx, [companyId], { kind: 'READ_MUCH', userId, actorId: userId })
  }
}
