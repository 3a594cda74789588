/** The owner that local mode acts as; the id is the same in every installation, so that nothing is looked up. */
export const LOCAL_USER_ID = '00000000-0000-7000-8000-0000000000ff';
export const LOCAL_USER_EMAIL = 'local@localhost';
/** Handle of the account and the user of local mode. */
export const LOCAL_HANDLE = 'local';
export const DEFAULT_WORKSPACE_HANDLE = 'default';
