import { badInput, connection, type PageArguments, pageOf } from '@erp/graphql-kit'
import type { Period } from '@erp/values'
import type { Dimension } from '../domain/auxiliary-dimension.ts'
import { isCashFlowItem } from '../domain/cash-flow-item.ts'
import { amountFields } from '../domain/posting-facts.ts'
import { isWord } from '../domain/voucher-series.ts'
import type { TemplateContent, TemplateLine } from '../domain/voucher-template.ts'
import type { ActivateVoucherTemplateInput } from '../generated/graphql.ts'
import { backTestVoucherTemplate } from '../use-cases/back-test-voucher-template.ts'
import type { Context } from './context.ts'

type WrittenContent = Pick<ActivateVoucherTemplateInput, 'name' | 'word' | 'policy' | 'lines' | 'examples'>

/** What the author of a template wrote, as the domain takes it. */
export function toContent({
  name,
  word = '记',
  policy = 'POST_AT_ONCE',
  lines,
  examples,
}: WrittenContent): TemplateContent {
  if (!isWord(word)) throw badInput('word is one to four letters.')
  if (lines.length > 40 || examples.length > 40) throw badInput('A template has at most 40 lines and 40 examples.')
  return {
    ...{ name, word, policy, lines: lines.map(toLine) },
    examples: examples.map(({ name: shows, currency, expected, ...amounts }) => ({
      ...{ name: shows, currency, expected, amounts: { ...noAmounts, ...amounts } },
    })),
  }
}

const noAmounts = Object.fromEntries(amountFields.map((field) => [field, '0']))

function toLine({ dimensions, cashFlowItem, ...line }: WrittenContent['lines'][number]): TemplateLine {
  if (cashFlowItem != null && !isCashFlowItem(cashFlowItem)) throw badInput('cashFlowItem is no cash-flow item.')
  return {
    ...{ ...line, negated: line.negated ?? false, whenNegative: line.whenNegative ?? 'RED' },
    ...(dimensions == null ? {} : { dimensions: dimensions.map((one) => one.toLowerCase() as Dimension) }),
    ...(cashFlowItem == null ? {} : { cashFlowItem }),
  }
}

/** One page of a back-test, of a draft or a version. */
export async function tryOut(
  content: Parameters<typeof backTestVoucherTemplate>[1],
  { period, ...position }: PageArguments & { readonly period: Period },
  { transactor, caller }: Context,
) {
  const page = pageOf(position, ['id'])
  const afterSourceId = page.after?.[0] ?? null
  const { examined, changes, nextSourceId } = await transactor.read(
    [caller.companyId],
    (tx) => backTestVoucherTemplate(tx, content, { period, limit: page.first, afterSourceId }),
    { snapshot: true },
  )
  const last = nextSourceId === null ? [] : [nextSourceId]
  const { endCursor } = connection(last, { first: 1, after: undefined, orderKey: (id) => [id] }).pageInfo
  return { examined, changes: [...changes], endCursor }
}
