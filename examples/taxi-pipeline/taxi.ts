import { artifact, exponentialBackoff, flow, inputs, logger, task, taskRun } from '@orch/sdk';
import MultivariateLinearRegression from 'ml-regression-multivariate-linear';
import * as z from 'zod';
import { isRushHour, type Trip, tripsOf } from './trips.ts';

/** Reads the rides of a month. The first try finds the store busy, as stores are: the second one succeeds. */
const readTrips = task({
  name: 'Read taxi data',
  taskRunName: 'Read {month}',
  retries: 3,
  retryDelaySeconds: exponentialBackoff(0.2),
  run: async (month: string) => {
    if (taskRun()?.attempt === 1) throw new Error('the data store is busy');
    return tripsOf(month).filter(({ minutes }) => minutes <= 60);
  },
});

/** Turns rides into numbers that a model can weigh. */
const addFeatures = task({
  name: 'Add features',
  run: (trips: readonly Trip[]) => ({
    rows: trips.map(({ distanceKm, hour, passengers }) => [
      distanceKm,
      isRushHour(hour) ? distanceKm : 0,
      passengers,
    ]),
    minutes: trips.map(({ minutes }) => [minutes]),
  }),
});
type Features = Awaited<ReturnType<typeof addFeatures>>;

/** Fits a linear model. Its result is kept: the same data are not trained on twice. */
const train = task({
  name: 'Train model',
  cacheKey: inputs(),
  cacheExpirationSeconds: 3600,
  timeoutSeconds: 60,
  // plain numbers: what is kept, and what the graph follows, is data
  run: ({ rows, minutes }: Features) => ({
    weights: new MultivariateLinearRegression(rows, minutes).weights,
  }),
});
type Model = Awaited<ReturnType<typeof train>>;

/** How many minutes the model is off, as root of the mean square. */
const rmseOf = task({
  name: 'RMSE',
  run: (model: Model, { rows, minutes }: Features) => {
    // one weight for each feature, the last one is where all begin
    const predicted = rows.map((row) =>
      [...row, 1].reduce((sum, value, at) => sum + value * model.weights[at]![0]!, 0),
    );
    const squares = predicted.map((value, index) => (value - minutes[index]![0]!) ** 2);
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  },
});

const report = task({
  name: 'Report',
  run: async (rmse: number, model: Model, months: readonly string[]) => {
    const weights = model.weights.map(([weight]) => weight!.toFixed(3));
    await artifact.markdown(
      'duration-model-report',
      `# How long does a ride take?\n\nTrained on ${months[0]}, tested on ${months[1]}.\n\n` +
        '| | minutes |\n|---|---|\n' +
        `| RMSE | ${rmse.toFixed(3)} |\n| per km | ${weights[0]} |\n| more per km in rush hours | ${weights[1]} |\n`,
      { description: 'Model of ride durations' },
    );
  },
});

/** From two months of rides to a model and a report on it. */
export const mainFlow = flow({
  name: 'taxi-duration',
  description: 'Trains a model of how long taxi rides take, and says how good it is',
  input: z.object({ trainMonth: z.string().default('2026-01'), testMonth: z.string().default('2026-02') }),
  retries: 1,
  run: async ({ trainMonth, testMonth }) => {
    const [trainTrips, testTrips] = await Promise.all([readTrips(trainMonth), readTrips(testMonth)]);
    const [trainFeatures, testFeatures] = await Promise.all([
      addFeatures(trainTrips),
      addFeatures(testTrips),
    ]);
    const model = await train(trainFeatures);
    // futures are waited for by the tasks they are given to, and drawn as edges
    const rmse = rmseOf.submit(model, testFeatures);
    await report(rmse, model, [trainMonth, testMonth]);
    logger.info('RMSE %s minutes', (await rmse).toFixed(3));
    return await rmse;
  },
});

if (process.argv[1] === import.meta.filename) await mainFlow({});
