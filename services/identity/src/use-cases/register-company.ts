import { companyChanged } from '@erp/contracts'
import { emit } from '@erp/messaging'
import type { UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, type Refusal, refuse } from '@erp/values'
import { type Company, type CompanyFacts, foundCompany, type InvalidInput } from '../domain/company.ts'
import { noCompany } from '../domain/session.ts'
import { administratorRole } from '../domain/user.ts'
import { insertCompany } from '../store/companies.ts'
import { insertMembership, replaceRoles } from '../store/users.ts'
import { actFor, scopeTo } from '../store/windows.ts'
import { announceMemberships } from './announce-rights.ts'

export type CompanyCodeTaken = Refusal<'CompanyCodeTaken', { companyCode: string }>

/** Registers a company with the caller as its administrator, and tells the other services, who open their books for it. */
export async function registerCompany(
  unit: UnitOfWork,
  facts: CompanyFacts,
): Promise<Company | InvalidInput | CompanyCodeTaken> {
  const { tx, caller, now } = unit
  const company = foundCompany(newId(), facts, now)
  if (isRefusal(company)) return company

  const own = caller.companyId === '' ? noCompany : caller.companyId
  await scopeTo(tx, [own, company.id])
  if (!(await insertCompany(tx, company))) return refuse('CompanyCodeTaken', { companyCode: company.code })
  await insertMembership(tx, company.id, caller.userId)
  await replaceRoles(tx, company.id, caller.userId, [administratorRole])
  await actFor(tx, caller.userId)
  await announceMemberships(unit, [company.id], caller.userId)
  await emit(unit, companyChanged, {
    aggregateId: company.id,
    payload: {
      companyId: company.id,
      code: company.code,
      name: company.name,
      baseCurrency: company.baseCurrency,
      accountingStandard: company.accountingStandard,
      firstPeriod: company.firstPeriod,
      active: company.active,
      version: company.version,
    },
  })
  return company
}
