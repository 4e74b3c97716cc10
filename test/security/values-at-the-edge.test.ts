import { newId } from '@erp/values'
import { expect } from 'vitest'
import { argumentPlaces, argumentsWith } from '../support/argument-places.ts'
import { useScenarios } from '../support/scenario.ts'
import { operationOf, type RootField, readRootFields, smallestSelection } from '../support/schema-walk.ts'

const scenario = await useScenarios()

/** What the types of the schema allow and no form would ever send. */
const edges: Readonly<Record<string, readonly unknown[]>> = {
  Int: [-2_147_483_648, 2_147_483_647],
  Decimal: ['-0', '0.00000000000000000001', `${'9'.repeat(40)}.${'9'.repeat(20)}`],
  Date: ['1900-01-01', '9999-12-31'],
  DateTime: ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999-23:59'],
  Period: ['1900-01', '9999-12'],
  Currency: ['JPY', '__proto__'],
  ID: ['', '__proto__', 'x'.repeat(20_000)],
  String: ['', '__proto__', 'x'.repeat(20_000), '\r\n\u202e﷽😀'],
}

/** Text of answers that speaks of what is behind them. */
const insides = /select |insert into|relation|constraint|node_modules|\.ts\b|127\.0\.0\.1|postgres|prisma|stack/i

interface Try {
  readonly field: RootField
  readonly path: readonly string[]
  readonly value: unknown
}

scenario(
  'No value that the schema allows breaks anything, at any place of any operation, and no answer speaks of what is behind it',
  async ({ company }) => {
    const fields = [...(await readRootFields(company.administrator)).values()].filter(
      ({ field }) => !atTheDoor.test(field.name),
    )
    const tries = fields.flatMap((field) =>
      argumentPlaces(field).flatMap(({ path, type }) =>
        (edges[type] ?? []).map((value): Try => ({ field, path, value })),
      ),
    )
    expect(tries.length).toBeGreaterThan(2_000)
    const faults: string[] = []
    for (let start = 0; start < tries.length; start += 20) {
      const some = tries.slice(start, start + 20)
      const answers = await Promise.all(some.map(ask))
      answers.forEach((answer, index) => {
        const { field, path, value } = some[index] as Try
        if (!answer.includes('INTERNAL_SERVER_ERROR') && !answer.includes('UNAVAILABLE') && !insides.test(answer))
          return
        faults.push(
          `${field.field.name} ${path.join('.')} ${JSON.stringify(value).slice(0, 60)}: ${answer.slice(0, 200)}`,
        )
      })
    }
    expect(faults).toEqual([])

    async function ask({ field, path, value }: Try): Promise<string> {
      const values = argumentsWith(field, path, value)
      const input = values.input as { idempotencyKey?: unknown } | undefined
      if (input?.idempotencyKey && path.at(-1) !== 'idempotencyKey') input.idempotencyKey = newId()
      const { errors } = await company.administrator.send(
        operationOf(field, Object.keys(values), smallestSelection(field)),
        values,
      )
      return JSON.stringify(errors)
    }
  },
  600_000,
)

/** These slow down whoever guesses, or concern the whole installation; they have tests of their own. */
const atTheDoor =
  /^(login|completeLogin|refreshSession|switchCompany|logout|createAccessToken|changePassword|registerCompany)$/
