import type { Context as KitContext } from '@erp/graphql-kit'
import type { FileTickets, PersonKeys } from '@erp/service-kit'
import type { Tx } from '../store/database.ts'
import type { Approvals } from '../use-cases/ask-approval.ts'
import type { Loaders } from './loaders.ts'

/** What every resolver of finance is given. */
export type Context = KitContext<Loaders, Tx> & {
  readonly fileTickets: FileTickets
  readonly approvals: Approvals
  /** What opens and seals names of employees. */
  readonly persons: PersonKeys
}
