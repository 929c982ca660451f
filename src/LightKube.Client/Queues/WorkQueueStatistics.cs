namespace LightKube.Client.Queues;

/// <summary>Counters of a work queue, as of one moment.</summary>
/// <param name="Waiting">Keys that are ready to be taken.</param>
/// <param name="Delayed">Keys that wait for their time.</param>
/// <param name="Processing">Keys being worked on.</param>
/// <param name="Adds">How often a key was put in line since the start.</param>
/// <param name="Retries">How often a key was put back after a failure since the start.</param>
public readonly record struct WorkQueueStatistics(int Waiting, int Delayed, int Processing, long Adds, long Retries);
