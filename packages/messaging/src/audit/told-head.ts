import type { AuditBlockSealed } from '@erp/contracts'
import { type AnchoredHead, serviceUserId } from '@erp/service-kit'
import { type Broker, eventStreamOf } from '../broker.ts'
import { contractOf } from './contract-of.ts'

/** The last head of a service's audit chain that its stream holds; streams deny deletion. Undefined when it holds none. */
export async function toldHeadOf(broker: Broker, service: string): Promise<AnchoredHead | undefined> {
  const subject = `evt.${service}.audit-block.${serviceUserId(service)}`
  const message = await broker.manager.streams.getMessage(eventStreamOf(service), { last_by_subj: subject })
  if (message === null) return undefined
  const contract = contractOf<AuditBlockSealed>(`${service}.audit-block.sealed.v1`)
  const { number, hash } = contract.schema.parse(message.json())
  return { number, hash }
}
