/** Why a request is not served, as its answer says it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /**
   * @param status of HTTP
   * @param headers that belong to it, such as `allow`
   */
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
