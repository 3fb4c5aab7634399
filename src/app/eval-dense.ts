import type { EvalText } from '#app/eval-matching.ts'
import { cosine, meanOf } from '#modules/matching/near.ts'
import { subjectTexts, textsOf } from '#modules/matching/vectors.ts'
import type { Embeddings, TextRole } from '#platform/embeddings/embeddings.ts'
import { fold } from '#platform/search/fold.ts'
import type { Meaning } from '#platform/search/index.ts'

/** Texts of one call, as the product sends them. */
const CALL = 8
/** As the product: candidates that nearness adds. */
const NEAR = 50

/** Vectors of a corpus, each text cut and prefixed as the product does it; throws when the endpoint does not answer. */
export async function corpusVectors(
  embeddings: Embeddings,
  corpus: readonly { readonly id: string; readonly matter: string }[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const texts = corpus.map(({ matter }) => textsOf('achievement', matter)[0]?.text ?? '')
  const vectors = await embedded(embeddings, texts, 'passage')
  return new Map(corpus.map(({ id }, i) => [id, vectors[i] ?? new Float32Array(0)]))
}

/** How near the corpus is to a query, as the product asks it of stored vectors. */
export async function queryMeaning(
  embeddings: Embeddings,
  vectors: ReadonlyMap<string, Float32Array>,
  { title, text }: EvalText,
): Promise<Meaning> {
  const texts = subjectTexts(fold(title), fold(text)).map((one) => one.text)
  const subject = meanOf(await embedded(embeddings, texts, 'query'))
  if (subject === null) throw new Error('向量服务对同一模型给出了不同长度的向量。')
  const all = [...vectors].map(([id, vector]) => ({ id, near: cosine(subject, vector) }))
  const closeness = new Map(all.map(({ id, near }) => [id, near]))
  return {
    near: async () =>
      all
        .toSorted((a, b) => b.near - a.near)
        .slice(0, NEAR)
        .map(({ id }) => id),
    closeness: async (ids) =>
      new Map(
        ids.flatMap((id) => {
          const near = closeness.get(id)
          return near === undefined ? [] : [[id, near] as const]
        }),
      ),
  }
}

/** A busy machine may miss the time of a call; the product would try again with the next change. */
const TRIES = 3

async function patiently<T>(ask: () => Promise<T | null>): Promise<T | null> {
  for (let tries = 1; tries < TRIES; tries += 1) {
    const answer = await ask()
    if (answer !== null) return answer
  }
  return ask()
}

async function embedded(
  embeddings: Embeddings,
  texts: readonly string[],
  role: TextRole,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let from = 0; from < texts.length; from += CALL) {
    const part = await patiently(() => embeddings.embed(texts.slice(from, from + CALL), role))
    if (part === null) throw new Error('EMBEDDINGS_URL 的向量服务没有按约定应答，请检查地址和模型。')
    vectors.push(...part)
  }
  return vectors
}
