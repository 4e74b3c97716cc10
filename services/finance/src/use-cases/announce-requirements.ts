import { voucherTemplateActivated } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import type { PrismaLike, Sql, Transactor, UnitOfWork } from '@erp/service-kit'
import { activeRulesOf } from '../store/account-rules.ts'
import { areRequirementsUntold, companiesWithBooks, takeUntoldBooks } from '../store/books.ts'
import { templatesInForce } from '../store/voucher-templates.ts'
import { toTemplateActivated } from './book-events.ts'
import { tellAccountRules } from './tell-account-rules.ts'

const companiesAtOnce = 20

/**
 * Tells again the account rules and voucher templates of books that were opened before the others heard with them what lines have
 * to name, once, however many processes start with it. Returns of how many books.
 */
export async function announceUntoldRequirements<Tx extends Sql>(
  client: PrismaLike<Tx>,
  transactor: Transactor<Tx>,
): Promise<number> {
  const companyIds = await client.$transaction(companiesWithBooks)
  if (companyIds.length === 0 || !(await transactor.read(companyIds, areRequirementsUntold))) return 0
  let told = 0
  for (let batch = companiesAtOnce; batch === companiesAtOnce; told += batch)
    batch = await transactor.system(companyIds, 'announce-requirements', announceSome)
  return told
}

async function announceSome(unit: UnitOfWork): Promise<number> {
  const companyIds = await takeUntoldBooks(unit.tx, companiesAtOnce)
  await tellAccountRules(unit, await activeRulesOf(unit.tx, companyIds))
  const versions = Map.groupBy(await templatesInForce(unit.tx, companyIds), ({ templateId }) => templateId)
  await emitAll(
    unit,
    voucherTemplateActivated,
    [...versions.values()].flatMap(([newest, ...others]) => (newest ? [toTemplateActivated(newest, others)] : [])),
  )
  return companyIds.length
}
