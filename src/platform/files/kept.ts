/**
 * The answer of a read whose bytes are in the file store: the read decided who may have them, the HTTP side fetches
 * them. For files that belong to no `platform.file` row, since whoever may read them changes (a data room).
 */
export class KeptBytes {
  readonly sha256: string
  readonly name: string
  readonly type: string
  /** Shown in the page (pictures only) instead of downloaded. */
  readonly inline: boolean

  constructor(sha256: string, name: string, type: string, inline = false) {
    this.sha256 = sha256
    this.name = name
    this.type = type
    this.inline = inline
  }
}
