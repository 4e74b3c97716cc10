import type { AuditBlockSealed, EventContract } from '@erp/contracts'
import { rememberAnchors } from '@erp/service-kit'
import { type EventHandler, onEvent } from '../handlers.ts'
import { blocked } from '../message.ts'

/**
 * Keeps the heads of other services' audit chains. A head that contradicts the one kept for the same block is held for a
 * person: that chain was written anew, or its database is an older one.
 */
export function anchorHandlers(contracts: readonly EventContract<AuditBlockSealed>[]): readonly EventHandler[] {
  return contracts.map((contract) =>
    onEvent(contract, async (unit, messages) => {
      const heads = messages.map(({ eventId, payload }) => ({ eventId, service: contract.service, ...payload }))
      const contradicting = await rememberAnchors(unit.tx, heads.map(asAnchor))
      return new Map(
        heads
          .filter(({ number }) => contradicting.some((anchor) => anchor.number === number))
          .map(({ eventId, service, number }) => [
            eventId,
            blocked('AUDIT_CHAIN_FORKED', { service, block: String(number) }),
          ]),
      )
    }),
  )
}

function asAnchor({ service, number, hash, rowCount, sealedAt }: AuditBlockSealed & { readonly service: string }) {
  return { service, number, hash, rowCount, sealedAt: new Date(sealedAt) }
}
