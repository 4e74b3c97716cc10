import { globSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { useDatabase } from '@erp/testing'
import {
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  type TypeNode,
} from 'graphql'
import { expect, test } from 'vitest'

/** Permissions that are about figures: whoever holds none of them learns no price, cost, value or margin. */
const aboutFigures = (permission: string) =>
  permission === 'inventory.cost.read' ||
  permission.endsWith('.price.read') ||
  /^finance\.(voucher|report|openingBalance|closing|openItem|settlement|badDebt|budget|cash|bankStatement|credit)\./.test(
    permission,
  ) ||
  /^finance\.(voucherTemplate|accountRule)\.(manage|read)$/.test(permission)

const claims = 'shown to whoever wrote the claim or is paid, and to readers of all claims'

/** Money that everybody who sees the document may know, and why. */
const open: Readonly<Record<string, string>> = {
  'ApprovalCondition.amountFrom': 'a limit the company sets, which says nothing of any price',
  'ApprovalCondition.amountBelow': 'a limit the company sets, which says nothing of any price',
  'ApprovalRequest.amount':
    'shown to whoever made, submitted or decides on the document, and to readers of all approvals',
  'EmployeeAdvance.amount': claims,
  'EmployeeAdvance.openAmount': claims,
  'PerDiemRate.amount': claims,
  'ExpenseClaim.advanceUsed': claims,
  'ExpenseClaim.approvedTotal': claims,
  'ExpenseClaim.claimedTotal': claims,
  'ExpenseClaim.outstanding': claims,
  'ExpenseClaim.payable': claims,
  'ExpenseClaimLine.amount': claims,
  'ExpenseClaimLine.approvedAmount': claims,
  'ExpenseClaimLine.approvedTax': claims,
  'ExpenseClaimLine.baseAmount': claims,
  'ExpenseClaimLine.printedTax': claims,
  'ExpenseClaimLine.untaxedAmount': claims,
  'ExpenseClaimLine.tax': claims,
  'ExpenseClaimOffset.amount': claims,
  'ExpensePolicy.amountLimit': 'a setting of the company that everybody who claims has to know',
  'InvoiceToleranceRule.pricePercent': 'a setting of the company, which says nothing of any price',
  'InvoiceToleranceRule.taxAmount': 'a setting of the company, which says nothing of any price',
  'InvoiceTolerances.pricePercent': 'a setting of the company, which says nothing of any price',
  'InvoiceTolerances.taxAmount': 'a setting of the company, which says nothing of any price',
}

const database = await useDatabase('identity')
const root = fileURLToPath(new URL('../../', import.meta.url))
const schemas = globSync('services/*/src/generated/schema.graphql', { cwd: root }).map(
  (path) => [path.split(sep)[1] ?? '', readFileSync(`${root}${path}`, 'utf8')] as const,
)

test.each(schemas)('in %s no way leads to a figure without a permission about figures', (_service, sdl) => {
  expect(openFigures(sdl).filter((field) => !Object.hasOwn(open, field))).toEqual([])
})

test('a way past the permission is found: a field of its own, a detour over another document, a looked-up reference', () => {
  const guarded = `
    type Query { order: Order @permission(code: "procurement.purchaseOrder.read") }
    type Order @key(fields: "id") @permission(code: "procurement.purchaseOrder.read") {
      id: ID!
      total: Money @permission(code: "procurement.price.read")
      lines: [Line!]! }
    type Line { quantity: Decimal! unitPrice: Decimal @permission(code: "procurement.price.read") }
    type Money { amount: Decimal! }`
  expect(openFigures(guarded)).toEqual([])
  expect(
    openFigures(guarded.replace('total: Money @permission(code: "procurement.price.read")', 'total: Money')),
  ).toEqual(['Order.total'])
  const detour = guarded
    .replace('lines: [Line!]!', 'lines: [Line!]! receipt: Receipt')
    .concat('type Receipt { value: Money! }')
  expect(openFigures(detour)).toEqual(['Receipt.value'])
  const onlyReferenced = guarded.concat('type Item @key(fields: "id") @signedIn { id: ID! unitCost: Decimal! }')
  expect(openFigures(onlyReferenced)).toEqual(['Item.unitCost'])
})

test('storekeepers, sales clerks and cashiers hold no permission about what stock costs or is bought for', async () => {
  const rows = await database.rows<{ role: string; permissions: string[] }>`
    select role_code as role, array_agg(permission_code) as permissions from role_permissions
    where role_code in ('STOREKEEPER', 'SALES', 'CASHIER') group by role_code order by role_code`
  const held = rows.map(({ role, permissions }) => [
    role,
    permissions.filter((one) => /^(inventory\.cost|procurement\.price)\.read$/.test(one)),
  ])
  expect(held).toEqual([
    ['CASHIER', []],
    ['SALES', []],
    ['STOREKEEPER', []],
  ])
})

type ObjectType = ObjectTypeDefinitionNode | ObjectTypeExtensionNode

/** Fields that say an amount or a price and can be reached from a root or a reference without such a permission. */
function openFigures(sdl: string): string[] {
  const types = parse(sdl).definitions.filter(
    (one): one is ObjectType => one.kind === Kind.OBJECT_TYPE_DEFINITION || one.kind === Kind.OBJECT_TYPE_EXTENSION,
  )
  const byName = Map.groupBy(types, (type) => type.name.value)
  const isGuarded = (node: ObjectType | FieldDefinitionNode) => permissionsOf(node).some(aboutFigures)
  const reached = new Set<string>()
  const found = new Set<string>()
  const queue = [...byName].filter(([name, parts]) => isRoot(name) || parts.some(isReferenced)).map(([name]) => name)
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const parts = byName.get(name) ?? []
    if (reached.has(name) || name === 'Money' || parts.some(isGuarded)) continue
    reached.add(name)
    for (const field of parts.flatMap((part) => part.fields ?? [])) {
      if (isGuarded(field)) continue
      if (isFigure(field)) found.add(`${name}.${field.name.value}`)
      queue.push(nameOf(field.type))
    }
  }
  return [...found].sort()
}

function isRoot(name: string): boolean {
  return name === 'Query' || name === 'Mutation'
}

function isReferenced({ directives = [] }: ObjectType): boolean {
  return directives.some(({ name }) => name.value === 'key')
}

function isFigure({ name, type }: FieldDefinitionNode): boolean {
  if (nameOf(type) === 'Money') return true
  if (name.value.endsWith('Quantity')) return false
  return nameOf(type) === 'Decimal' && /(price|cost|value|amount|margin|debit|credit)/i.test(name.value)
}

function permissionsOf({ directives = [] }: ObjectType | FieldDefinitionNode): string[] {
  return directives
    .filter(({ name }) => name.value === 'permission')
    .flatMap(({ arguments: given = [] }) =>
      given.flatMap(({ value }) => (value.kind === Kind.STRING ? [value.value] : [])),
    )
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type)
}
