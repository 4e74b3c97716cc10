type Present<Input> = { [Name in keyof Input]: Exclude<Input[Name], null> }

/** An input whose optional fields may be null: null means left out. */
export function present<Input extends object>(input: Input): Present<Input> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)) as Present<Input>
}
