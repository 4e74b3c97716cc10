import { allContracts, type EventContract } from '@erp/contracts'

/** An event that every service tells in its own name. */
export function contractOf<Payload>(type: string): EventContract<Payload> {
  const contract = allContracts.find((one) => one.type === type)
  if (contract?.kind !== 'event') throw new Error(`There is no event ${type}`)
  return contract as EventContract<Payload>
}
