import { type GraphQLInputObjectType, getNamedType, isInputObjectType, isRequiredInputField } from 'graphql'
import { expect } from 'vitest'
import { useScenarios } from '../support/scenario.ts'
import {
  meaninglessArguments,
  operationOf,
  type RootField,
  readRootFields,
  smallestSelection,
} from '../support/schema-walk.ts'

const scenario = await useScenarios()

/** What a server decides and no client may say. */
const decidedByUs = [
  'id',
  'companyId',
  'version',
  'status',
  'createdAt',
  'createdBy',
  'postedAt',
  'postedBy',
  'approvedBy',
]
const decidedInside = ['unitCost', 'passwordHash', 'administersInstallation', 'tenantId']

scenario(
  'What only the server decides cannot be sent along with any mutation',
  async ({ company }) => {
    const fields = await readRootFields(company.administrator)
    const mutations = [...fields.values()].filter(({ kind }) => kind === 'mutation')
    expect(mutations.length).toBeGreaterThan(60)
    const before = await company.everything()
    let sent = 0
    const accepted: string[] = []
    for (const mutation of mutations) {
      const foreign = [...decidedByUs, ...decidedInside].filter((name) => !inputOf(mutation)?.getFields()[name])
      const answers = await Promise.all(foreign.map((name) => send(mutation, name)))
      sent += foreign.length
      accepted.push(
        ...foreign
          .filter((_, index) => answers[index] !== 'BAD_USER_INPUT')
          .map((name) => `${mutation.field.name} ${name}`),
      )
    }
    expect(accepted).toEqual([])
    expect(sent).toBeGreaterThan(500)
    expect(await company.everything()).toEqual(before)

    async function send(mutation: RootField, name: string): Promise<unknown> {
      const { input, ...others } = meaninglessArguments(mutation) as { input?: object }
      const values = { ...others, input: { ...input, [name]: '1' } }
      const text = operationOf(mutation, Object.keys(values), smallestSelection(mutation))
      const { errors } = await company.administrator.send(text, JSON.parse(`${JSON.stringify(values)}`))
      return errors[0]?.extensions?.code
    }
  },
  180_000,
)

scenario('No input takes a company, an author or an instant of posting', async ({ company }) => {
  const fields = await readRootFields(company.administrator)
  const inputs = new Set<GraphQLInputObjectType>()
  for (const { field } of fields.values()) for (const { type } of field.args) collect(getNamedType(type))
  expect(inputs.size).toBeGreaterThan(60)
  const forbidden = /^(companyId|tenantId|createdAt|createdBy|postedAt|postedBy|approvedBy|confirmedBy|passwordHash)$/
  const found = [...inputs].flatMap((input) =>
    Object.values(input.getFields())
      .filter(({ name }) => forbidden.test(name))
      .map((field) => `${input.name}.${field.name}${isRequiredInputField(field) ? '!' : ''}`),
  )
  // Who of a customer or supplier agreed to a statement of account: words, and nobody who acts here.
  expect(found).toEqual(['ConfirmStatementOfAccountInput.confirmedBy!'])

  function collect(type: unknown): void {
    if (!isInputObjectType(type) || inputs.has(type)) return
    inputs.add(type)
    for (const inner of Object.values(type.getFields())) collect(getNamedType(inner.type))
  }
})

function inputOf({ field }: RootField): GraphQLInputObjectType | undefined {
  const type = getNamedType(field.args.find(({ name }) => name === 'input')?.type)
  return isInputObjectType(type) ? type : undefined
}
