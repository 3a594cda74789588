-- What was deployed when, and by whom: one row for each version that a deployment got. New table only.
create table deployment_version (
  workspace_id uuid not null,
  deployment_id uuid not null,
  -- ordered by time
  id uuid not null,
  version text,
  -- as the client sent it: type and version, of git also branch, commit and repository
  version_info json,
  entrypoint text,
  path text,
  -- who deployed, by the name of that day
  created_by json,
  created timestamptz not null default now(),
  primary key (workspace_id, deployment_id, id),
  foreign key (workspace_id, deployment_id) references deployment (workspace_id, id) on delete cascade
);
call protect_workspace_table('deployment_version');
