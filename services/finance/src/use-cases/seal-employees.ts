import { type PersonKeys, resealInBatches, type Sql, type Transactor } from '@erp/service-kit'
import { listPseudonymised, sealClearNames } from '../store/employee-names.ts'

const atOnce = 1_000

/**
 * What a start sees to before anybody is answered: names of employees that a release before left in clear are sealed, and the keys of
 * whoever was pseudonymised are gone, also after keys came back from a backup. Goes on where a start before was stopped.
 */
export async function sealEmployees(transactor: Transactor<Sql>, persons: PersonKeys): Promise<number> {
  for (let after = '00000000-0000-0000-0000-000000000000', more = true; more; ) {
    const ids = await transactor.system([], 'destroy-person-keys', ({ tx }) => listPseudonymised(tx, after, atOnce))
    persons.destroy(ids)
    after = ids.at(-1) ?? after
    more = ids.length === atOnce
  }
  return resealInBatches(transactor, 'seal-names-of-employees', (tx, atMost) => sealClearNames(tx, persons, atMost))
}
