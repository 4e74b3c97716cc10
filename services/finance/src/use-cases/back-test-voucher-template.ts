import type { Sql } from '@erp/service-kit'
import type { Period } from '@erp/values'
import { type BackTestChange, backTest, type PostedFor } from '../domain/template-back-test.ts'
import { asIfInForce } from '../domain/template-draft.ts'
import { postedFor } from '../store/posted-lines.ts'
import { loadBooksForPreview } from '../store/posting-books.ts'
import { factsOfPeriod, sourceKey } from '../store/posting-facts.ts'

/** What a template would have posted differently in a period, as far as one page of its events goes. */
export type BackTest = {
  /** How many events this page tried. */
  readonly examined: number
  readonly changes: readonly BackTestChange[]
  /** Where the next page begins; null when all events were tried. */
  readonly nextSourceId: string | null
}

const nothing: PostedFor = { voucherNumber: null, word: null, lines: [] }

/** Tries a draft or version on the events of a period that are kept, `limit` at a time, and stores nothing. */
export async function backTestVoucherTemplate(
  tx: Sql,
  content: Parameters<typeof asIfInForce>[0],
  page: { readonly period: Period; readonly limit: number; readonly afterSourceId: string | null },
): Promise<BackTest> {
  const { companyId, eventKind } = content
  const found = await factsOfPeriod(tx, companyId, { ...page, eventKind, limit: page.limit + 1 })
  const tried = found.slice(0, page.limit)
  const books = (await loadBooksForPreview(tx, [{ companyId, period: page.period }])).get(companyId)
  if (!books || tried.length === 0) return { examined: 0, changes: [], nextSourceId: null }
  const sources = tried.map((facts) => ({ ...facts, purpose: facts.eventKind, lines: undefined }))
  const posted = await postedFor(tx, sources)
  const template = asIfInForce(content)
  const changes = tried.flatMap((facts) => {
    const before = posted.get(sourceKey({ ...facts, purpose: facts.eventKind })) ?? nothing
    return backTest(facts, before, template, books) ?? []
  })
  const nextSourceId = found.length > page.limit ? (tried.at(-1)?.sourceId ?? null) : null
  return { examined: tried.length, changes, nextSourceId }
}
