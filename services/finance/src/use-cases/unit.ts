/** The database inside a transaction, for those who start use cases and know nothing of the store. */
export type { Tx } from '../store/database.ts'
