using System.Runtime.ExceptionServices;

namespace RewardLab.Torch.Runtime;

/// <summary>Runs independent parts of one piece of work side by side, each with few threads inside its operations.</summary>
/// <remarks>Threads that share an operation wait for each other at its end, thousands of times per second; lanes wait once.</remarks>
internal static class LaneThreads
{
    /// <summary>Works on every part, and returns when all are done.</summary>
    /// <param name="lanes">Parts that run at once, at least 1.</param>
    /// <param name="threads">Threads of all lanes together.</param>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="work">Does a part: on any thread, in any order. Of parts that fail, the first one's exception is thrown; parts that have not begun by then
    /// are left out.</param>
    public static void Run(int lanes, int threads, int partCount, Action<int> work)
    {
        var failures = new ExceptionDispatchInfo?[partCount];
        var (next, hasFailed) = (-1, false);
        KeptThreads.Run(lanes, () =>
        {
            IntraOpThreads.SetForThisThread(Math.Max(1, threads / lanes));
            while (!Volatile.Read(ref hasFailed) && Interlocked.Increment(ref next) is var part && part < partCount)
            {
                try
                {
                    work(part);
                }
                catch (Exception exception) // carried over to the calling thread
                {
                    failures[part] = ExceptionDispatchInfo.Capture(exception);
                    Volatile.Write(ref hasFailed, true);
                }
            }
        });
        Array.Find(failures, static failure => failure is not null)?.Throw();
    }
}
