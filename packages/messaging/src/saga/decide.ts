/** Where a saga stands. */
export type SagaStatus = 'running' | 'compensating' | 'suspended' | 'completed' | 'compensated'
export type Direction = 'do' | 'undo'

/** The steps of a definition as far as going forward and back depends on them. */
export interface Course {
  readonly steps: readonly { readonly name: string; readonly canUndo: boolean; readonly sends: number }[]
}

/** What happened to the step a saga is at. */
export type Happening =
  | { readonly what: 'done' }
  | { readonly what: 'refused' }
  /** No answer in time; `sends` is how often the command was sent. */
  | { readonly what: 'silence'; readonly sends: number }

/** What a saga does next. */
export type Decision =
  /** Send the command of a step, for the first time or again. */
  | {
      readonly go: 'send'
      readonly status: 'running' | 'compensating'
      readonly step: string
      readonly direction: Direction
      readonly again: boolean
    }
  | { readonly go: 'end'; readonly status: 'completed' | 'compensated' }
  | { readonly go: 'suspend'; readonly reason: 'NO_REPLY' | 'CANNOT_TAKE_BACK' }

/** An undo has to arrive some day, so it is sent more often than anything else before a person is asked. */
const undoSends = 10

/**
 * The whole behaviour of a saga as a table: forward while steps are done; back, one step at a time, once a step was
 * refused or never answered. Silence means unknown, so a step that was silent is taken back too, as if it had happened.
 */
export function decide(course: Course, step: string, direction: Direction, happening: Happening): Decision {
  const index = course.steps.findIndex((one) => one.name === step)
  const at = course.steps[index]
  if (at === undefined) throw new Error(`There is no step ${step}`)
  if (direction === 'do') {
    if (happening.what === 'done') return forward(course, index + 1)
    if (happening.what === 'refused') return back(course, index - 1)
    if (happening.sends < at.sends) return { go: 'send', status: 'running', step, direction, again: true }
    return at.canUndo ? back(course, index) : { go: 'suspend', reason: 'NO_REPLY' }
  }
  if (happening.what !== 'silence') return back(course, index - 1)
  if (happening.sends < undoSends) return { go: 'send', status: 'compensating', step, direction, again: true }
  return { go: 'suspend', reason: 'NO_REPLY' }
}

function forward(course: Course, index: number): Decision {
  const next = course.steps[index]
  if (next === undefined) return { go: 'end', status: 'completed' }
  return { go: 'send', status: 'running', step: next.name, direction: 'do', again: false }
}

function back(course: Course, index: number): Decision {
  const previous = course.steps[index]
  if (previous === undefined) return { go: 'end', status: 'compensated' }
  if (!previous.canUndo) return { go: 'suspend', reason: 'CANNOT_TAKE_BACK' }
  return { go: 'send', status: 'compensating', step: previous.name, direction: 'undo', again: false }
}
