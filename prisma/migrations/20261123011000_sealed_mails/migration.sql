-- Mails are sealed with the root key, in a column that is not called `sealed`: a rotation finds it by these words.
-- Renaming it would stop a server of the version before from sending mails while the new one starts.
comment on column mail.content is 'sealed, of no workspace';
