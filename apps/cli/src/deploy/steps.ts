/** A step: `{ 'prefect.deployments.steps.git_clone': { … } }`. */
export type Step = Readonly<Record<string, unknown>>;
export type Steps = readonly Step[];
