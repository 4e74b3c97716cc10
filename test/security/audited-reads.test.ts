import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { services } from '@erp/local'
import { type FieldDefinitionNode, Kind, parse, type TypeNode } from 'graphql'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Names that speak of what is personal, of a bank, or of secrets. */
const sensitive =
  /^(taxNumber|bankAccount\w*|iban|phone\w*|mobile\w*|email\w*|birth\w*|identityNumber|clientAddress|origin|accountNumber)$/

/** What has such a name and leaves no trace of its own, and why. */
const withoutTrace: Readonly<Record<string, string>> = {
  'ExpenseClaim.origin': 'the system a claim came from and its id there, nothing about a person',
  'AuditEntry.clientAddress': 'is shown by the trail, which leaves one',
  'SecurityEvent.origin': 'is shown by lists that leave one',
  'SecurityAlert.origin': 'is shown by lists that leave one, and to who acknowledges it',
  'RunningSession.origin': 'is one’s own',
  'PersonalContact.email': 'is shown by what leaves a trace',
  'PersonalContact.phone': 'is shown by what leaves a trace',
  'PersonalSession.origin': 'is shown by what leaves a trace',
  'PersonalSecurityEvent.origin': 'is shown by what leaves a trace',
  'Supplier.bankAccounts': 'shows numbers, each of which leaves one',
  'CostLayer.origin': 'says where a cost comes from',
  'CostEntry.origin': 'says where a cost comes from',
  'VoucherDraft.origin': 'says what a draft was made from',
}

const declared = globSync('services/*/src/generated/schema.graphql', { cwd: root }).flatMap((path) =>
  parse(readFileSync(`${root}${path}`, 'utf8')).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION
      ? (definition.fields ?? []).map((field) => ({ name: `${definition.name.value}.${field.name.value}`, field }))
      : [],
  ),
)
const leavesTrace = ({ directives = [] }: FieldDefinitionNode) =>
  directives.some(({ name }) => name.value === 'readAudited')

const typeOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : typeOf(type.type))

test('what leaves a trace when it is read', () => {
  const marked = declared.filter(({ field }) => leavesTrace(field)).map(({ name }) => name)
  expect(marked).toEqual(
    expect.arrayContaining([
      ...services.flatMap((service) => [`Query.${service}AuditTrail`, `PersonalData.${service}Records`]),
      ...[
        'Query.users',
        'Query.usersCalled',
        'Query.explainAccess',
        'Query.apiKeys',
        'Query.securityEvents',
        'Query.securityAlerts',
      ],
      ...[
        'Customer.taxNumber',
        'VoucherAttachment.url',
        'ExpenseClaimFile.url',
        'Query.myPersonalData',
        'Query.personalData',
      ],
      ...['Query.expenseClaims', 'Query.expenseClaim', 'Query.employeeAdvances', 'Query.employeeAdvance'],
      ...[
        'Query.cashJournal',
        'SupplierBankAccount.accountNumber',
        'Query.suppliersPaidTo',
        'Query.customersWithTaxNumber',
        'PaymentFile.url',
        'StatementOfAccount.file',
      ],
    ]),
  )
})

test('whatever hands out a file leaves a trace', () => {
  const tickets = declared.filter(({ name }) => name.endsWith('.url') && !/Upload\.url$/.test(name))
  expect(tickets.length).toBeGreaterThanOrEqual(4)
  const silent = tickets
    .filter(({ field }) => !leavesTrace(field))
    .flatMap(({ name }) => {
      const [type = ''] = name.split('.')
      const shownBy = declared.filter(({ field }) => typeOf(field.type) === type)
      return shownBy.length > 0 ? shownBy.filter(({ field }) => !leavesTrace(field)).map((one) => one.name) : [name]
    })
  expect(silent).toEqual([])
})

test('whatever hands out a file is a right of its own, beside the right to read', () => {
  const handing = declared.filter(({ name, field }) => {
    const type = typeOf(field.type)
    const given = name.endsWith('.url') ? !/Upload\.url$/.test(name) : type.endsWith('File') && leavesTrace(field)
    return given && leavesTrace(field)
  })
  const codes = handing.map(({ name, field }) => {
    const permission = field.directives?.find((one) => one.name.value === 'permission')?.arguments?.[0]?.value
    return [name, permission?.kind === Kind.STRING ? permission.value : null]
  })
  expect(Object.fromEntries(codes)).toEqual({
    'ExpenseClaimFile.url': 'finance.expenseClaim.export',
    'PaymentFile.url': 'procurement.paymentFile.export',
    'StatementOfAccount.file': 'finance.statementOfAccount.export',
    'VoucherAttachment.url': 'finance.voucher.export',
  })
})

test('whatever has the name of something personal or secret leaves a trace', () => {
  expect(declared.length).toBeGreaterThan(1_500)
  const found = declared.filter(({ name }) => sensitive.test(name.split('.')[1] ?? ''))
  expect(found.length).toBeGreaterThanOrEqual(5)
  const silent = found.filter(({ name, field }) => !leavesTrace(field) && !Object.hasOwn(withoutTrace, name))
  expect(silent.map(({ name }) => name)).toEqual([])
})
