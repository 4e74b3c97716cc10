import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { permissionMissingFor, refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Movement {
  readonly id: string
  readonly number: string
  readonly version: number
}
interface Events {
  readonly securityEvents: {
    readonly nodes: readonly {
      readonly kind: string
      readonly detail: string
      readonly actor: { readonly username: string }
    }[]
  }
}
interface Alerts {
  readonly securityAlerts: { readonly nodes: readonly { readonly kind: string }[] }
}

scenario(
  'A company with one storekeeper lets them confirm what they wrote, of the documents it says, in everybody’s sight',
  async ({ company }) => {
    const { storekeeper, controller, administrator, auditor } = company
    const tile = { itemId: company.itemIds.get('TILE'), warehouseId: company.warehouses.get('MAIN')?.id }
    const writes = (kind: string, line: object) =>
      storekeeper.change<Movement>('CreateMiscellaneousMovement', {
        ...{ kind, businessDate: today, reason: 'Exhibition' },
        lines: [{ ...tile, ...line }],
      })
    const seen = ({ id, version }: Movement) => ({ documentId: id, expectedVersion: version, waitMs: 10_000 })
    const confirms = (draft: Movement) => storekeeper.change<Movement>('ConfirmMiscellaneousMovement', seen(draft))
    const shownOf = async ({ id }: Movement) => {
      const { data } = await auditor.send<{ miscellaneousMovement: object }>(
        'query ($id: ID!) { miscellaneousMovement(id: $id) { status confirmedByItsMaker } }',
        { id },
      )
      return data?.miscellaneousMovement
    }
    const confirmedByAnother = await controller.change<Movement>(
      'ConfirmMiscellaneousMovement',
      seen(await writes('OTHER_RECEIPT', { quantity: '30', value: '300.00' })),
    )
    const issue = await writes('OTHER_ISSUE', { quantity: '5' })
    expect(await refusalOf(confirms(issue))).toMatchObject({ code: 'MAKER_CONFIRMS' })

    const relax = { expectedVersion: 0, documents: ['MISCELLANEOUS_MOVEMENT'], reason: 'There is one storekeeper' }
    for (const who of [storekeeper, controller])
      expect(await permissionMissingFor(who.change('RelaxDuties', relax))).toBe('identity.duty.relax')
    expect(await refusalOf(administrator.change('RelaxDuties', { ...relax, reason: ' ' }))).toMatchObject({
      ...{ code: 'INVALID_INPUT', field: 'reason' },
    })
    expect(await administrator.change('RelaxDuties', relax)).toEqual({
      ...{ documents: ['MISCELLANEOUS_MOVEMENT'], reason: 'There is one storekeeper', version: 1 },
    })
    expect(await refusalOf(administrator.change('RelaxDuties', relax))).toMatchObject({
      ...{ code: 'STALE_VERSION', currentVersion: 1 },
    })

    await eventually(() => confirms(issue))
    expect(await shownOf(issue)).toEqual({ status: 'CONFIRMED', confirmedByItsMaker: true })
    expect(await shownOf(confirmedByAnother)).toEqual({ status: 'CONFIRMED', confirmedByItsMaker: false })
    expect(await company.stockOf('TILE')).toEqual({ MAIN: '25 / 250.00' })
    await company.atRest()
    const { securityEvents } = await administrator.ask<Events>('SecurityEvents', {
      where: { kinds: ['DUTIES_RELAXED', 'CONFIRMED_BY_MAKER'] },
    })
    expect(
      securityEvents.nodes.map(({ kind, detail, actor }) => `${kind} ${detail} ${actor.username.split('-')[0]}`),
    ).toEqual([
      `CONFIRMED_BY_MAKER MISCELLANEOUS_MOVEMENT ${issue.number} storekeeper`,
      'DUTIES_RELAXED MISCELLANEOUS_MOVEMENT admin',
    ])
    const { securityAlerts } = await administrator.ask<Alerts>('SecurityAlerts')
    expect(securityAlerts.nodes.map(({ kind }) => kind)).toContain('DUTIES_RELAXED')
    const { data } = await auditor.send<{ identityAuditTrail: { nodes: { reason: string; changes: object[] }[] } }>(
      `{ identityAuditTrail(filter: { operation: "relaxDuties" }) { nodes { reason changes { table kind } } } }`,
    )
    expect(data?.identityAuditTrail.nodes).toEqual([
      { reason: relax.reason, changes: expect.arrayContaining([{ table: 'duty_relaxations', kind: 'ADDED' }]) },
    ])

    const { STEEL, TILE } = Object.fromEntries(company.itemIds)
    const place = { warehouseId: tile.warehouseId, quantity: '1' }
    const assembly = await storekeeper.change<Movement>('CreateStockAssembly', {
      ...{ kind: 'ASSEMBLY', businessDate: today, reason: 'As ordered' },
      ...{ product: { itemId: STEEL, ...place }, components: [{ itemId: TILE, ...place }] },
    })
    expect(await refusalOf(storekeeper.change('ConfirmStockAssembly', seen(assembly)))).toMatchObject({
      code: 'MAKER_CONFIRMS',
    })

    await administrator.change('RelaxDuties', { expectedVersion: 1, documents: [], reason: 'There are two by now' })
    await company.atRest()
    const scrap = await writes('SCRAP', { quantity: '1', inputVatRate: '13' })
    expect(await refusalOf(confirms(scrap))).toMatchObject({ code: 'MAKER_CONFIRMS' })
  },
)
