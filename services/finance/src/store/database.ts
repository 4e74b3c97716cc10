import type { Prisma } from '../generated/prisma/client.ts'

/** The database inside a transaction; every statement of a use case goes through it. */
export type Tx = Prisma.TransactionClient
