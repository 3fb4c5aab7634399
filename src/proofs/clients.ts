/** Runs `n` pieces of work by `clients` workers, each taking the next piece when it has ended its last. */
export async function byClients(
  n: number,
  clients: number,
  work: (index: number, client: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async (client: number): Promise<void> => {
    for (let index = next++; index < n; index = next++) await work(index, client)
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => worker(client)))
}
