import { userPseudonymised } from '@erp/contracts'
import { emitAll } from '@erp/messaging'
import type { Sql, Transactor } from '@erp/service-kit'
import { companiesOfUntoldPseudonyms, takeUntoldPseudonyms } from '../store/personal-data.ts'
import { openForResealing } from '../store/windows.ts'

const usersAtOnce = 500

/**
 * Tells the others of users who were pseudonymised before anybody listened, once, however many processes start with it. Returns how
 * many memberships were told.
 */
export async function announcePseudonyms(transactor: Transactor<Sql>): Promise<number> {
  for (let told = 0; ; ) {
    const companyIds = await transactor.system([], 'look-for-pseudonyms', async ({ tx }) => {
      await openForResealing(tx)
      return companiesOfUntoldPseudonyms(tx)
    })
    if (companyIds.length === 0) return told
    told += await transactor.system(companyIds, 'announce-pseudonyms', async (unit) => {
      await openForResealing(unit.tx)
      const pseudonyms = await takeUntoldPseudonyms(unit.tx, usersAtOnce, unit.now)
      await emitAll(
        unit,
        userPseudonymised,
        pseudonyms.map((payload) => ({ aggregateId: payload.userId, payload })),
      )
      return pseudonyms.length
    })
  }
}
