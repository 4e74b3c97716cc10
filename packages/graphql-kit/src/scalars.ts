import { type Currency, Decimal, isCurrency, isRefusal, parseBusinessDate, parsePeriod } from '@erp/values'
import { GraphQLScalarType, Kind } from 'graphql'
import { badInput } from './expected-errors.ts'

/** What a resolver may return for a field of type Decimal. */
export type DecimalOutput = string | bigint | Decimal

const decimalShape = /^-?\d{1,40}(\.\d{1,20})?$/

/** A scalar that travels as a string both ways; `parse` gives undefined for a text it does not accept. */
function stringScalar<Internal>(
  name: string,
  example: string,
  parse: (text: string) => Internal | undefined,
  serialize: (value: unknown) => string | undefined,
): GraphQLScalarType<Internal, string> {
  const read = (value: unknown): Internal => {
    const parsed = typeof value === 'string' ? parse(value) : undefined
    if (parsed === undefined) throw badInput(`${name} is a string such as "${example}".`)
    return parsed
  }
  return new GraphQLScalarType<Internal, string>({
    name,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
    serialize(value) {
      const text = serialize(value)
      if (text === undefined) throw new TypeError(`A resolver returned something that is no ${name}`)
      return text
    },
  })
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Resolvers of the common scalars; every subgraph has them. */
export const scalars = {
  Decimal: stringScalar('Decimal', '12.50', (value) => (decimalShape.test(value) ? value : undefined), decimalText),
  Date: stringScalar('Date', '2026-10-31', (value) => notRefused(parseBusinessDate(value)), text),
  Period: stringScalar('Period', '2026-10', (value) => notRefused(parsePeriod(value)), text),
  Currency: stringScalar<Currency>('Currency', 'CNY', (value) => (isCurrency(value) ? value : undefined), text),
  DateTime: stringScalar('DateTime', '2026-10-31T08:30:00.000Z', parseInstant, (value) =>
    value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : text(value),
  ),
}

function decimalText(value: unknown): string | undefined {
  if (Decimal.isDecimal(value)) return value.toFixed()
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'string' && decimalShape.test(value) ? value : undefined
}

function parseInstant(value: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(value)) return undefined
  const instant = new Date(value)
  const year = instant.getUTCFullYear()
  return year >= 1900 && year <= 9999 ? instant : undefined
}

function notRefused<Value extends string>(value: Value | object): Value | undefined {
  return isRefusal(value) ? undefined : (value as Value)
}
