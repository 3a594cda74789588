const PAGE = 200;

/** All rows of a list route, page by page. */
export const allPages = async <Row>(
  read: (page: { limit: number; offset: number }) => Promise<readonly Row[]>,
): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (;;) {
    const page = await read({ limit: PAGE, offset: rows.length });
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
};
