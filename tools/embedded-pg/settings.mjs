// Settings of the embedded PostgreSQL, given on its command line so that a newer release brings its own.

/** A laptop with two cores: little memory, full durability, tables that are updated often. */
const ORDINARY = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  random_page_cost: '1.1',
  // The data fits the cache: reads by the backend itself need no pool of I/O processes.
  io_method: 'sync',
  max_worker_processes: '4',
  max_parallel_workers_per_gather: '1',
  max_logical_replication_workers: '0',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  // Run rows change state about five times in seconds: clean up early, in small bites.
  autovacuum_max_workers: '2',
  autovacuum_naptime: '20s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.05',
  autovacuum_vacuum_insert_scale_factor: '0.1',
  idle_in_transaction_session_timeout: '60s',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** Databases of a test run are thrown away: nothing has to survive a crash. */
const THROW_AWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  autovacuum: 'off',
};

/** @returns {string[]} arguments for `postgres` */
export const settingsArguments = ({ port, durable }) =>
  Object.entries({ ...ORDINARY, ...(durable ? {} : THROW_AWAY), port: String(port) }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  );
