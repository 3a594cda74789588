/** The answer of a `paginate` route as JSON text; `results` is a JSON array. */
export const pageText = (
  results: string,
  of: { readonly count: number; readonly limit: number; readonly page: number },
): string => {
  const pages = of.limit > 0 ? Math.ceil(of.count / of.limit) : 0;
  return `{"results":${results},"count":${of.count},"limit":${of.limit},"pages":${pages},"page":${of.page}}`;
};
