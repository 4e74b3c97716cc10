import { refuse } from '@erp/values'
import type { InvalidInput } from './company.ts'

/** How somebody is reached 联系方式. */
export interface Contact {
  readonly email: string | null
  readonly phone: string | null
}

/** As they are kept and looked up: an address in lower case, a number as its digits after a plus. */
export function readContact({ email, phone }: Contact): Contact | InvalidInput {
  const address = email?.trim().toLowerCase() || null
  const number = phone?.replace(/[\s().-]/g, '') || null
  if (address !== null && !/^[^\s@<>"]{1,64}@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(address.slice(0, 254)))
    return refuse('InvalidInput', { field: 'email', problem: 'NOT_AN_ADDRESS' })
  if (address !== null && address.length > 254)
    return refuse('InvalidInput', { field: 'email', problem: 'LONGER_THAN_254' })
  if (number !== null && !/^\+?\d{5,15}$/.test(number))
    return refuse('InvalidInput', { field: 'phone', problem: 'NOT_A_PHONE_NUMBER' })
  return { email: address, phone: number }
}
