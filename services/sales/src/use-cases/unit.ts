import type { UnitOfWork } from '@erp/service-kit'
import type { Tx } from '../store/database.ts'

/** A business step on sales's own database. */
export type Unit = UnitOfWork<Tx>
export type { Tx }
