import type { EventContract } from '@erp/contracts'
import { type AnySagaDefinition, emit, startMessaging } from '@erp/messaging'
import { createLogger, createTransactor } from '@erp/service-kit'
import { type TestNats, useDatabase } from '@erp/testing'
import { afterAll } from 'vitest'
import { openDatabase, type Tx } from '../src/store/database.ts'

/** Another service as inventory knows it: something that tells facts and runs sagas over NATS, from a database of its own. */
export async function usePeer(
  service: 'identity' | 'finance' | 'procurement',
  nats: TestNats,
  sagas: readonly AnySagaDefinition<Tx>[] = [],
) {
  const database = await useDatabase(service)
  const client = openDatabase(database.appUrl)
  const logger = createLogger(service, 'silent')
  const transactor = createTransactor<Tx>(client, { service, logger })
  const messaging = startMessaging({
    service,
    transactor,
    relayDatabaseUrl: database.relayUrl,
    nats: { url: nats.url, nkeySeed: nats.seedOf(service) },
    events: [],
    commands: [],
    sagas,
    logger,
  })
  afterAll(async () => {
    await messaging.stop()
    await client.$disconnect()
  })

  /** Tells one fact and waits only for this service's own commit. */
  function tell<Payload extends { companyId: string }>(
    contract: EventContract<Payload>,
    aggregateId: string,
    payload: Payload,
  ): Promise<void> {
    return transactor.system([payload.companyId], contract.type, (unit) =>
      emit(unit, contract, { aggregateId, payload }),
    )
  }
  return { database, transactor, tell }
}
