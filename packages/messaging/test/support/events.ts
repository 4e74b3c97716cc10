import { companyChanged } from '@erp/contracts'
import { newTraceparent } from '@erp/service-kit'
import { newId } from '@erp/values'
import type { Arrival, Delivery } from '../../src/consumer/arrival.ts'

export const companyId = '00000000-0000-7000-8000-00000000c001'
export const otherCompanyId = '00000000-0000-7000-8000-00000000c002'
export const userId = '00000000-0000-7000-8000-00000000a001'
export const epoch = '00000000-0000-4000-8000-0000000000e1'

/** A caller of the company. */
export const caller = {
  userId,
  username: 'tester',
  companyId,
  permissions: new Set<string>(),
  language: 'en' as const,
  requestId: 'test',
  traceparent: newTraceparent(),
}

/** A valid payload of identity.company.changed.v1. */
export function companyPayload(version = 1, company = companyId) {
  const [example] = companyChanged.examples
  if (example === undefined) throw new Error('The contract has an example')
  return { ...example, companyId: company, version }
}

/** A message as it comes from the stream: number `seq` of a subject. */
export function arrival(subject: string, seq: number, changes: Partial<Arrival> = {}): Arrival {
  return {
    eventId: newId(),
    stream: 'EVT_IDENTITY',
    streamEpoch: epoch,
    streamSeq: seq,
    subject,
    subjectSeq: seq,
    type: companyChanged.type,
    companyId,
    aggregateId: subject.slice(subject.lastIndexOf('.') + 1),
    payload: companyPayload(seq),
    envelope: { traceparent: newTraceparent(), actorId: userId },
    ...changes,
  }
}

/** A delivery that remembers what the broker was told. */
export function delivery(of: Arrival): Delivery & { readonly told: string[] } {
  const told: string[] = []
  return {
    arrival: of,
    deliveries: 1,
    told,
    ack: () => void told.push('ack'),
    nak: (ms) => void told.push(`nak ${ms}`),
  }
}

export const companySubject = (id = newId()) => `evt.identity.company.${id}`
