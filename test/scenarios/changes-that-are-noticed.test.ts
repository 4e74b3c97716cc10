import { expect } from 'vitest'
import { byController, hasApproved } from '../support/approving.ts'
import { useScenarios } from '../support/scenario.ts'
import type { TestCompany } from '../support/test-company.ts'

const scenario = await useScenarios()

interface Users {
  readonly users: {
    readonly nodes: readonly { readonly id: string; readonly username: string; readonly version: number }[]
  }
}
interface Alerts {
  readonly securityAlerts: {
    readonly nodes: readonly { readonly kind: string; readonly user: { readonly username: string } | null }[]
  }
}

async function alertsOf({ administrator, code }: TestCompany) {
  const { securityAlerts } = await administrator.ask<Alerts>('SecurityAlerts')
  return securityAlerts.nodes
    .map(({ kind, user }) => (user ? `${kind} ${user.username.replace(`-${code}`.toLowerCase(), '')}` : kind))
    .sort()
}

scenario(
  'Whoever changes who may do what, where a supplier is paid or what is closed is an alert for others, without a rule being set',
  async ({ company }) => {
    const { administrator, accountant, controller, auditor, supplierId, code } = company
    await Promise.all([auditor.session(), accountant.session()])
    expect(await alertsOf(company)).toEqual([])

    const { users } = await administrator.ask<Users>('Users')
    const person = users.nodes.find(({ username }) => username === `auditor-${code}`.toLowerCase())
    await administrator.change('ChangeUserRoles', {
      ...{ userId: person?.id, expectedVersion: person?.version, roleCodes: ['CONTROLLER'] },
    })
    expect(await alertsOf(company)).toEqual(['ROLES_CHANGED auditor'])

    await hasApproved(company, 'SALES_ORDER', [{ levels: [byController] }])
    expect(await alertsOf(company)).toEqual(['APPROVAL_DEFINITION_CHANGED', 'ROLES_CHANGED auditor'])

    await accountant.change('SetSupplierBankAccounts', {
      ...{ supplierId, expectedVersion: 1 },
      accounts: [
        {
          ...{ currency: 'CNY', bankName: '中国工商银行', bankCode: '102290000002', accountName: '宝钢' },
          accountNumber: '6222021001116245702',
        },
      ],
    })
    await controller.closes('2026-03')
    await controller.reopens('2026-03')
    await company.atRest()
    expect(await alertsOf(company)).toEqual([
      ...['APPROVAL_DEFINITION_CHANGED', 'BANK_ACCOUNTS_CHANGED accountant', 'PERIOD_REOPENED'],
      'ROLES_CHANGED auditor',
    ])
    type Events = { readonly securityEvents: { readonly nodes: readonly { readonly actor: { username: string } }[] } }
    const { securityEvents } = await administrator.ask<Events>('SecurityEvents', {
      where: { kinds: ['PERIOD_REOPENED'] },
    })
    expect(securityEvents.nodes.map(({ actor }) => actor.username)).toEqual([`controller-${code}`.toLowerCase()])
  },
)
