import { companyChanged } from '@erp/contracts'
import { type EventHandler, onEvent } from '@erp/messaging'
import type { Tx } from '../store/database.ts'
import { rememberCompanies } from '../use-cases/remember-companies.ts'

/** What sales does about the events of others. */
export const eventHandlers: readonly EventHandler<Tx>[] = [
  onEvent(companyChanged, (unit, messages) =>
    rememberCompanies(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
]
