import type { UnitOfWork } from '@erp/service-kit'
import type { Tx } from '../store/database.ts'

/** A business step on finance's own database, for those who start use cases and know nothing of the store. */
export type Unit = UnitOfWork<Tx>
export type { Tx }
