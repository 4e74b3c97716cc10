import { type Database, openDatabase as open, type UnitOfWork } from '@erp/service-kit'
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts'

/** A transaction of this service's database. */
export type Tx = Prisma.TransactionClient
export type Unit = UnitOfWork<Tx>

/** This service's database; its transactions are opened by the transactor only. */
export function openDatabase(url: string): Database<Tx> {
  return open<Tx>(url, { applicationName: 'inventory' }, (adapter) => new PrismaClient({ adapter }))
}
