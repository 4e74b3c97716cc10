import { membershipChanged, roleChanged } from '@erp/contracts'
import { rememberMemberships, rememberRoles } from '@erp/service-kit'
import { type EventHandler, onEvent } from './handlers.ts'

/** What every service but identity does about the news of roles and of who holds them: it keeps its copy. */
export const rightsHandlers: readonly EventHandler[] = [
  onEvent(roleChanged, async (unit, messages) => {
    await rememberRoles(
      unit,
      messages.map(({ payload: { companyId, code, permissions, version } }) => ({
        companyId,
        roleCode: code,
        permissions,
        version,
      })),
    )
  }),
  onEvent(membershipChanged, (unit, messages) =>
    rememberMemberships(
      unit,
      messages.map(({ payload }) => payload),
    ),
  ),
]
