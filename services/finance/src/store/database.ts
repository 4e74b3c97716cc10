import { type Database, openDatabase } from '@erp/service-kit'
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts'

/** The database inside a transaction; every statement of a use case goes through it. */
export type Tx = Prisma.TransactionClient

/** A pool of connections to finance's database, as the role that `url` names. */
export function connectDatabase(url: string): Database<Tx> {
  return openDatabase<Tx>(url, { applicationName: 'finance' }, (adapter) => new PrismaClient({ adapter }))
}
