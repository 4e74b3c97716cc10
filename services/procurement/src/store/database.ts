import { type Database, openDatabase } from '@erp/service-kit'
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts'

/** A transaction on procurement's database. */
export type Tx = Prisma.TransactionClient

/** A pool of connections to procurement's database, as the role that `url` names. */
export function connectDatabase(url: string): Database<Tx> {
  return openDatabase<Tx>(url, { applicationName: 'procurement' }, (adapter) => new PrismaClient({ adapter }))
}
