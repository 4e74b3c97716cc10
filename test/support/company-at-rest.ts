import { listenersOf, type ServiceName, services } from '@erp/local'
import { installationCompanyId } from '@erp/service-kit'
import { eventually, type TestSystem } from '@erp/testing'

interface Told {
  readonly event_id: string
  readonly stream: string
  readonly subject: string
  readonly type: string
  readonly published: boolean
}

/**
 * Waits until everything that was told about a company has been sent and taken in by everyone who listens, and nothing
 * new was told meanwhile. Taken in means decided on: applied, or held with a reason. Sagas that still wait for an answer
 * keep a company from rest.
 */
export async function untilAtRest(system: TestSystem, companyId: string): Promise<void> {
  await eventually(
    async () => {
      const before = await unsettled(system, companyId)
      if (before.open.length > 0) throw new Error(`Still under way: ${before.open.slice(0, 5).join(', ')}`)
      const after = await unsettled(system, companyId)
      if (after.told !== before.told) throw new Error('Something new was told meanwhile')
    },
    { withinMs: 30_000 },
  )
}

async function unsettled(system: TestSystem, companyId: string) {
  const received = new Map(
    await Promise.all(
      services.map(async (service) => [service, await receivedBy(system, service, companyId)] as const),
    ),
  )
  const open: string[] = []
  let told = 0
  for (const service of services) {
    for (const message of await toldBy(system, service, companyId)) {
      told += 1
      if (!message.published) open.push(`${message.type} of ${service} is not sent`)
      for (const listener of listenersOf(message.stream, message.subject))
        if (!received.get(listener)?.has(message.event_id)) open.push(`${message.type} has not reached ${listener}`)
    }
    const [sagas] = await system.database(service).rows<{ running: string }>`
      select count(*) as running from platform.saga where company_id = ${companyId} and status = 'running'`
    if (sagas?.running !== '0') open.push(`a saga of ${service} is running`)
  }
  return { open, told }
}

function toldBy(system: TestSystem, service: ServiceName, companyId: string) {
  return system.database(service).rows<Told>`
    select event_id, stream, subject, type, published_at is not null as published from platform.outbox
    where company_id = ${companyId}`
}

async function receivedBy(system: TestSystem, service: ServiceName, companyId: string): Promise<ReadonlySet<string>> {
  const rows = await system.database(service).rows<{ event_id: string }>`
    select event_id from platform.inbox where company_id in (${companyId}, ${installationCompanyId}) and status <> 'waiting_gap'`
  return new Set(rows.map((row) => row.event_id))
}
