import { type Currency, type Refusal, refuse } from '@erp/values'

/** What sales knows of a company, from identity's events. */
export interface Company {
  readonly companyId: string
  readonly code: string
  readonly baseCurrency: Currency
  readonly active: boolean
  readonly version: number
}

export type CompanyNotActive = Refusal<'CompanyNotActive', { reason: 'UNKNOWN' | 'CLOSED' }>

/** New business needs a company that is open. A company just registered is unknown until its event has arrived. */
export function requireActive(company: Company | undefined): Company | CompanyNotActive {
  if (!company) return refuse('CompanyNotActive', { reason: 'UNKNOWN' })
  return company.active ? company : refuse('CompanyNotActive', { reason: 'CLOSED' })
}
