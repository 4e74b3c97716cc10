/**
 * What the kits ask of a database client. Any generated Prisma client or interactive transaction has this shape, so no
 * package needs to import the client of a service.
 */
export interface Sql {
  $queryRaw<T>(query: TemplateStringsArray | object, ...values: unknown[]): Promise<T>
  $executeRaw(query: TemplateStringsArray | object, ...values: unknown[]): Promise<number>
}

/** Part of a statement, with its parameters; it may stand where a parameter would. */
export interface SqlPart {
  readonly strings: readonly string[]
  readonly values: readonly unknown[]
}

/** The bounds of one interactive transaction; times in milliseconds. */
export interface TransactionOptions {
  maxWait?: number
  timeout?: number
  isolationLevel?: 'ReadCommitted' | 'RepeatableRead'
}

/** A client that opens interactive transactions of type `Tx`: every generated Prisma client is one. */
export interface PrismaLike<Tx extends Sql> {
  $transaction<R>(work: (tx: Tx) => Promise<R>, options?: TransactionOptions): Promise<R>
}
