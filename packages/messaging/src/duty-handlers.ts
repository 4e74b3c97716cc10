import { dutyRelaxationChanged } from '@erp/contracts'
import { rememberDutyRelaxations } from '@erp/service-kit'
import { type EventHandler, onEvent } from './handlers.ts'

/** What services that keep duties apart do about the news of companies that let the maker confirm. */
export const dutyHandlers: readonly EventHandler[] = [
  onEvent(dutyRelaxationChanged, (unit, messages) =>
    rememberDutyRelaxations(
      unit.tx,
      messages.map(({ payload }) => payload),
    ),
  ),
]
