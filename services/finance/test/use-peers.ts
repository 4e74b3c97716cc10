import type { EventContract } from '@erp/contracts'
import { emitAll, startMessaging } from '@erp/messaging'
import { createLogger, createTransactor, databaseAdapter } from '@erp/service-kit'
import { type TestNats, useDatabase } from '@erp/testing'
import { PrismaPg } from '@prisma/adapter-pg'
import { afterAll } from 'vitest'
import { PrismaClient } from '../src/generated/prisma/client.ts'

/** Another service as finance knows it: something that tells facts over NATS, from a database of its own. */
export async function usePeer(service: 'identity' | 'inventory', nats: TestNats) {
  const database = await useDatabase(service)
  const client = new PrismaClient({ adapter: new PrismaPg(databaseAdapter(database.appUrl)) })
  const logger = createLogger(service, 'silent')
  const transactor = createTransactor(client, { service, logger })
  const messaging = startMessaging({
    service,
    transactor,
    relayDatabaseUrl: database.relayUrl,
    nats: { url: nats.url, nkeySeed: nats.seedOf(service) },
    events: [],
    commands: [],
    sagas: [],
    logger,
  })
  afterAll(async () => {
    await messaging.stop()
    await client.$disconnect()
  })

  /** Tells facts of one type, in one transaction, and waits only for this service's own commit. */
  function tell<Payload extends { companyId: string }>(
    contract: EventContract<Payload>,
    facts: readonly { readonly aggregateId: string; readonly payload: Payload }[],
  ): Promise<void> {
    const companyIds = [...new Set(facts.map(({ payload }) => payload.companyId))]
    return transactor.system(companyIds, contract.type, (unit) => emitAll(unit, contract, facts))
  }
  return { database, transactor, tell }
}
