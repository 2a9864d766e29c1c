export const now = (): string => new Date().toISOString();

/** A line as it stands on the wire, by nothing but `JSON.stringify`. */
export const line = (entity: string, id: string, action: string, data: unknown): string =>
  `${entity}{id=${id},action=${action},data=${JSON.stringify(data)}}`;
