import { createLogger, createTransactor, databaseAdapter, newTraceparent } from '@erp/service-kit'
import { toyClient } from './client.ts'

/** A process of its own that creates one tally: `create-tally.ts <database URL> <company> <user> <tally id>`. */
const [url = '', companyId = '', userId = '', id = ''] = process.argv.slice(2)
const client = await toyClient(databaseAdapter(url))
const transactor = createTransactor(client, { service: 'toy', logger: createLogger('toy', 'silent') })
const caller = {
  userId,
  companyId,
  username: 'li.na',
  permissions: new Set<string>(),
  language: 'en' as const,
  requestId: id,
  traceparent: newTraceparent(),
}
await transactor.once(
  caller,
  { operation: 'createTally', idempotencyKey: id, input: { id } },
  ({ tx, now }) => tx.tally.create({ data: { id, companyId, name: id, count: 1, countedAt: now } }),
  async (tx, found) => (await tx.tally.findUnique({ where: { id: found } })) ?? undefined,
)
await client.$disconnect()
process.stdout.write('done')
