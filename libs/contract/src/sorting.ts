import { wireEnum } from './primitives.ts';

/** Upstream: server/schemas/sorting.py, FlowRunSort (3.8.8). START_TIME falls back to the expected start time. */
export const flowRunSort = wireEnum([
  'ID_DESC',
  'START_TIME_ASC',
  'START_TIME_DESC',
  'EXPECTED_START_TIME_ASC',
  'EXPECTED_START_TIME_DESC',
  'NAME_ASC',
  'NAME_DESC',
  'NEXT_SCHEDULED_START_TIME_ASC',
  'END_TIME_DESC',
]);
export const taskRunSort = wireEnum([
  'ID_DESC',
  'EXPECTED_START_TIME_ASC',
  'EXPECTED_START_TIME_DESC',
  'NAME_ASC',
  'NAME_DESC',
  'NEXT_SCHEDULED_START_TIME_ASC',
  'END_TIME_DESC',
]);
export const logSort = wireEnum(['TIMESTAMP_ASC', 'TIMESTAMP_DESC']);
export const flowSort = wireEnum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_ASC', 'NAME_DESC']);
export const deploymentSort = wireEnum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_ASC', 'NAME_DESC']);
export const automationSort = wireEnum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_ASC', 'NAME_DESC']);
export const artifactSort = wireEnum(['CREATED_DESC', 'UPDATED_DESC', 'ID_DESC', 'KEY_DESC', 'KEY_ASC']);
export const artifactCollectionSort = wireEnum([
  'CREATED_DESC',
  'UPDATED_DESC',
  'ID_DESC',
  'KEY_DESC',
  'KEY_ASC',
]);
export const variableSort = wireEnum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_DESC', 'NAME_ASC']);
export const blockDocumentSort = wireEnum(['NAME_DESC', 'NAME_ASC', 'BLOCK_TYPE_AND_NAME_ASC']);

export type FlowRunSort = (typeof flowRunSort.values)[number];
export type TaskRunSort = (typeof taskRunSort.values)[number];
export type LogSort = (typeof logSort.values)[number];
export type FlowSort = (typeof flowSort.values)[number];
export type DeploymentSort = (typeof deploymentSort.values)[number];
export type AutomationSort = (typeof automationSort.values)[number];
export type ArtifactSort = (typeof artifactSort.values)[number];
export type ArtifactCollectionSort = (typeof artifactCollectionSort.values)[number];
export type VariableSort = (typeof variableSort.values)[number];
export type BlockDocumentSort = (typeof blockDocumentSort.values)[number];
