/** Text that is no JSON, as it was typed: who saves it is told so. */
export class NotJson {
  constructor(readonly text: string) {}
}
