import { inventorySecurityEventNoted } from '@erp/contracts'
import { rememberDutyRelaxations } from '@erp/service-kit'
import { newId, refuse, relaxableDocuments } from '@erp/values'
import { describe, expect, test } from 'vitest'
import type { InventoryDocument } from '../src/domain/inventory-document.ts'
import { secondPersonProblem } from '../src/use-cases/second-person.ts'
import { useInventory } from './use-inventory.ts'

const { database, transactor, company } = await useInventory()
const told = (companyId: string) =>
  database.rows`
    select payload ->> 'detail' as detail, payload ->> 'userId' as "userId" from platform.outbox
    where type = ${inventorySecurityEventNoted.type} and payload ->> 'companyId' = ${companyId}`

describe.each(relaxableDocuments)('%s', (documentType) => {
  test('takes a second person until the company lets its maker confirm, and is told from then on', async () => {
    const { companyId, caller } = await company()
    const document = { companyId, number: 'X-1', authorIds: [newId(), caller.userId] } as unknown as InventoryDocument
    const by = (userId = caller.userId) =>
      transactor.transact({ ...caller, userId }, 'confirm', async (unit) => ({
        id: newId(),
        problem: await secondPersonProblem(unit, documentType, document),
      }))
    const say = (documentTypes: readonly string[], version: number) =>
      transactor.system([companyId], 'heard', ({ tx }) =>
        rememberDutyRelaxations(tx, [{ companyId, documentTypes, version }]),
      )
    expect(await by()).toMatchObject({ problem: refuse('MakerConfirms') })
    await say(
      relaxableDocuments.filter((one) => one !== documentType),
      1,
    )
    expect(await by()).toMatchObject({ problem: refuse('MakerConfirms') })
    await say([documentType], 2)
    await say([], 1) // comes late
    expect((await by()).problem).toBeUndefined()
    expect(await told(companyId)).toEqual([{ detail: `${documentType} X-1`, userId: caller.userId }])
    expect((await by(newId())).problem).toBeUndefined() // somebody else, of whom nothing needs to be told
    expect(await told(companyId)).toHaveLength(1)
    await say([], 3)
    expect(await by()).toMatchObject({ problem: refuse('MakerConfirms') })
  })
})
