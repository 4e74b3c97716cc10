import type { Sql, UnitOfWork } from '@erp/service-kit'
import { isRefusal, newId, refuse } from '@erp/values'
import type { Company } from '../domain/company.ts'
import type { CompanyNotChosen, LoginRefused, Session } from '../domain/session.ts'
import { findCompanies } from '../store/companies.ts'
import { insertSession } from '../store/sessions.ts'
import { type Account, companiesOf, findAccount } from '../store/users.ts'
import { actFor } from '../store/windows.ts'
import { askSecondFactor, type Challenged } from './ask-second-factor.ts'
import { issueSession } from './issue-session.ts'
import type { LoginInput, LoginTools } from './log-in.ts'
import { noteOddHour } from './note-security-event.ts'

/** The session of somebody who has proven who they are, or the second factor that is asked for first. */
export async function startSession(
  unit: UnitOfWork,
  tools: LoginTools,
  userId: string,
  { companyCode, origin }: Pick<LoginInput, 'companyCode' | 'origin'>,
): Promise<Session | Challenged | LoginRefused | CompanyNotChosen> {
  const { tx, now } = unit
  await actFor(tx, userId)
  const account = await findAccount(tx, tools.persons, { id: userId })
  if (!account?.active) return refuse('LoginRefused')
  const company = await chooseCompany(tx, account, companyCode ?? undefined)
  if (isRefusal(company)) return company
  const challenged = await askSecondFactor(unit, tools, account, company)
  if (challenged) return challenged
  const session = {
    ...{ id: newId(), userId, companyId: company?.id ?? null, origin },
    ...{ days: tools.times.sessionDays, secondFactor: false },
  }
  await insertSession(tx, session)
  const started = await issueSession(tx, tools, session.id, account, company, now)
  await noteOddHour(unit, session)
  return started
}

/** The company of a new session: the one named, else the only one; else none, which only suits the installation's administrator. */
async function chooseCompany(
  tx: Sql,
  account: Account,
  companyCode: string | undefined,
): Promise<Company | undefined | LoginRefused | CompanyNotChosen> {
  const companies = await findCompanies(tx, await companiesOf(tx, account.id))
  if (companyCode !== undefined) {
    return companies.find((company) => company.code === companyCode.trim().toUpperCase()) ?? refuse('LoginRefused')
  }
  if (companies.length === 1) return companies[0]
  if (account.administersInstallation) return undefined
  if (companies.length === 0) return refuse('LoginRefused')
  return refuse('CompanyNotChosen', { companyCodes: companies.map((company) => company.code).sort() })
}
